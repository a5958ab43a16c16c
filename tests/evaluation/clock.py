"""The clock of the golden questions that name none."""

from datetime import datetime
from zoneinfo import ZoneInfo

FROZEN_NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))
