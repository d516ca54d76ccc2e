"""What Relais decides and remembers about engagements; knows neither Slack nor a clock."""
