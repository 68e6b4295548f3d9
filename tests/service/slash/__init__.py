"""Slash commands in Slack, Mattermost and Microsoft Teams."""
