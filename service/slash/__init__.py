"""Slash commands: ``/belagg fråga …`` in Slack, Mattermost and Microsoft Teams.

Each platform has a module that tells its requests from forged ones and reads them; what is asked is the same for all.
"""
