#!/usr/bin/env swift
// Lines that end in CR LF.
import StaticCall

#sourceLocation(file: "elsewhere.swift", line: 1000)
static_call(k)(1)  // expect-site: k
let text = """
  \(static_call(k)(1)) expect-site: k
  """
let f = static_call(k)  // expect-left: position; expect-warning: sc-swift-position
#sourceLocation()
static_call(/* é */k)(1)  // expect-site: k
