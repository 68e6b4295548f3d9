"""Requests in the shape in which the platforms send them, made with secrets of ours."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from urllib.parse import urlencode

SLACK_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105 - that of the example below
MATTERMOST_TOKEN = "xr3j5x3p4pfk7kk6ck7b4e6ghh"  # noqa: S105 - made up
TEAMS_SECRET = base64.b64encode(b"thirty-two bytes of a test secret").decode()

# https://api.slack.com/authentication/verifying-requests-from-slack: its own example, body and signature included.
SLACK_EXAMPLE_BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
    b"&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
    b"%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121"
    b".803a0bc887a14d10d2c447fce8b6703c"
)
SLACK_EXAMPLE_TIMESTAMP = "1531420618"
SLACK_EXAMPLE_SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


def slack_body(
    text: str, response_url: str = "https://hooks.slack.com/commands/T1DC2JH3J/3977/96rG", **more: str
) -> bytes:
    fields = {
        "token": "gIkuvaNzQIHg97ATvDxqgjtO",
        "team_id": "T0001",
        "team_domain": "example",
        "enterprise_id": "E0001",
        "enterprise_name": "Globular Construct Inc",
        "channel_id": "C2147483705",
        "channel_name": "test",
        "user_id": "U2147483697",
        "user_name": "Steve",
        "command": "/belagg",
        "text": text,
        "response_url": response_url,
        "trigger_id": "13345224609.738474920.8088930838d88f008e0",
        "api_app_id": "A123456",
        "is_enterprise_install": "false",
    }
    return urlencode(fields | more).encode()


def slack_headers(body: bytes, *, age: float = 0, secret: str = SLACK_SECRET) -> dict[str, str]:
    timestamp = str(int(time.time() - age))
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
    }


def mattermost_body(text: str, token: str = MATTERMOST_TOKEN) -> bytes:
    return urlencode(
        {
            "channel_id": "qz7gcxo4ktbq9ptc5ho4qtjw4r",
            "channel_name": "town-square",
            "command": "/belagg",
            "response_url": "https://mattermost.example.se/hooks/commands/k1d6cixd63yp5xqfyzw38sxw8h",
            "team_domain": "kansliet",
            "team_id": "kqoy6qe9b3ycpnhemkfsmfzo8e",
            "text": text,
            "token": token,
            "trigger_id": "cmFxeGNzcXFtYnlrdTNmaGVr",
            "user_id": "w3bk4tkr5tg1uqnnuqf5xr6pbe",
            "user_name": "anna",
        }
    ).encode()


def mattermost_headers(token: str = MATTERMOST_TOKEN) -> dict[str, str]:
    return {
        "Accept": "application/json",
        "Authorization": f"Token {token}",
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": "Mattermost-Bot/1.1",
    }


def teams_body(text: str, sent_at: datetime | None = None, number: int = 1) -> bytes:
    now = sent_at or datetime.now(UTC)
    activity = {
        "type": "message",
        "id": f"17323{number:08}",
        "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "localTimestamp": now.isoformat(timespec="milliseconds"),
        "serviceUrl": "https://smba.trafficmanager.net/emea/",
        "channelId": "msteams",
        "from": {
            "id": "29:1XJKJMvc5GBtc2JwZq0oj8tHZmzrQgFmB39ATiQWA85gQtHieVkKilBZ9XHoq9j7Zaqt7CZ-NJWi7me2kHTL3Bw",
            "name": "Anna Andersson",
            "aadObjectId": "7faf8bf3-3d65-4f43-9b0f-0f5b0b1b7b11",
        },
        "conversation": {
            "isGroup": True,
            "id": "19:253b1f341670408fb6fe51050b6e5ceb@thread.skype;messageid=1485983194839",
            "name": None,
            "conversationType": "channel",
            "tenantId": "9e0a2b9e-6a3d-4a0b-8f62-61e1dfd6d6a7",
        },
        "recipient": None,
        "textFormat": "plain",
        "attachmentLayout": None,
        "membersAdded": [],
        "membersRemoved": [],
        "topicName": None,
        "historyDisclosed": None,
        "locale": None,
        "text": f"<at>belagg</at>&nbsp;{text}\n",
        "speak": None,
        "inputHint": None,
        "summary": None,
        "suggestedActions": None,
        "attachments": [
            {"contentType": "text/html", "content": "<div><div><span itemscope>belagg</span></div></div>", "name": None}
        ],
        "entities": [
            {
                "type": "clientInfo",
                "locale": "sv-SE",
                "country": "SE",
                "platform": "Web",
                "timezone": "Europe/Stockholm",
            }
        ],
        "channelData": {
            "teamsChannelId": "19:253b1f341670408fb6fe51050b6e5ceb@thread.skype",
            "teamsTeamId": "19:712c61d0ef384e5fa681ba90ca943398@thread.skype",
            "channel": {"id": "19:253b1f341670408fb6fe51050b6e5ceb@thread.skype"},
            "team": {"id": "19:712c61d0ef384e5fa681ba90ca943398@thread.skype"},
            "tenant": {"id": "9e0a2b9e-6a3d-4a0b-8f62-61e1dfd6d6a7"},
        },
        "replyToId": None,
        "value": None,
        "name": None,
        "relatesTo": None,
        "action": None,
    }
    return json.dumps(activity, ensure_ascii=False).encode()


def teams_headers(body: bytes, secret: str = TEAMS_SECRET) -> dict[str, str]:
    digest = hmac.new(base64.b64decode(secret), body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "Authorization": f"HMAC {base64.b64encode(digest).decode()}",
        "User-Agent": "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)",
    }
