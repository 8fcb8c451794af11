# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""An announcer that no route server hears: for tests of who grants it a role, and of who reads its files."""
import json
import os
import subprocess

from event_log import EventLog
from netlab import Process, run

CONFIG = """\
router_id: "127.0.0.{number}"
local_as: 65001
neighbor {{
  name: "rs" address: "127.0.0.1" port: 1790 local_address: "127.0.0.{number}" peer_as: 65000
  {bfd}
}}
group {{
  name: "floating"
  prefix: "172.16.1.1/32"
  ladder {{
    active {{ prepend: 0 med: 0 }}
    standby {{ prepend: 2 med: 100 }}
    recovering {{ prepend: 4 med: 200 }}
  }}
  role: STANDBY
  {group}
}}
{more}
"""


class LoneNode:
    """Files, socket and log lie in a folder of its own, in which it runs."""

    def __init__(self, host, programs, folder, number, bfd="", group="", more=""):
        self.host, self.programs, self.folder = host, programs, folder
        os.makedirs(folder)
        self.config = os.path.join(folder, "announcer.textproto")
        with open(self.config, "w", encoding="utf-8") as out:
            out.write(CONFIG.format(number=number, bfd=bfd, group=group, more=more))
        self.socket = os.path.join(folder, "announcer.sock")
        self.process = self.log = None

    def start(self):
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = Process(
                self.host.wrap([self.programs.announcer, "--config", self.config, "--state-dir", self.folder]),
                stdout=subprocess.PIPE, stderr=log)
        self.log = EventLog(self.folder, self.process.popen.stdout, lambda *_: None)

    def role(self):
        """What `announcerctl role floating` says; empty while the node does not answer."""
        text = run(self.ctl("--json", "role", "floating"), check=False)
        return json.loads(text) if text else {}

    def ctl(self, *words):
        return [self.programs.announcer + "ctl", "--socket", self.socket, *words]

    def stop(self):
        if self.process:
            self.process.stop()
