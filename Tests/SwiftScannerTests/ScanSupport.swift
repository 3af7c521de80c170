import SwiftScanner

@testable import StaticCallCore

/// A scan of Swift written in a test.
func scan(_ text: String, of file: String = "main.swift") -> UnitScan {
  SwiftScanner().scan(file, text: Array(text.utf8))
}

/// What becomes of Swift written in a test.
func rewritten(_ text: String) throws -> String {
  let scan = scan(text)
  let edits = try EditList(scan.sites.map(\.edit), for: Array(text.utf8))
  return String(decoding: edits.apply(to: Array(text.utf8)), as: UTF8.self)
}

func scan(_ bytes: [UInt8]) -> UnitScan { SwiftScanner().scan("main.swift", text: bytes) }
