#!/bin/sh
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
# Stands where the coverage report generator would: never run.
