# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Our bfd_monitor as a process: commands in, answers and events out."""
import json
import queue
import subprocess
import threading

from netlab import LabError


class Monitor:
    """Started at once; close() ends it in order."""

    def __init__(self, host, program, config, log_path):
        self.events, self._replies = [], queue.Queue()
        with open(log_path, "ab") as log:
            self._process = subprocess.Popen(host.wrap([program, "--config", config]), stdin=subprocess.PIPE,
                                             stdout=subprocess.PIPE, stderr=log, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._process.stdout:
            message = json.loads(line)
            if "event" in message:
                self.events.append(message)
            else:
                self._replies.put(message)

    def ask(self, *words):
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        try:
            reply = self._replies.get(timeout=10)
        except queue.Empty:
            raise LabError("bfd_monitor does not answer %s" % (words,)) from None
        if not reply.get("ok"):
            raise LabError("%s: %s" % (words, reply.get("error")))
        return reply

    def session(self, name):
        return self.ask("sessions", name)["sessions"][0]

    def close(self):
        if self._process.poll() is None:
            self._process.stdin.write("quit\n")
            self._process.stdin.close()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(5)
        self._reader.join(5)
        self._process.stdout.close()
