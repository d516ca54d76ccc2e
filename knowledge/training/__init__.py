"""How the embedded model is made (`knowledge/model/MODEL.md`); nothing of the product imports it."""
