"""Pure rules: values in, values or `RuleBroken` out; no I/O, no clock."""
