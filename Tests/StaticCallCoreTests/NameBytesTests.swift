import Foundation
import Testing

@testable import StaticCallCore

/// Names as the kernel has them: bytes. U+0301 is an accent over whatever stands before it.
@Suite struct NameBytesTests {
  @Test func anAccentHidesNoSlash() {
    let name = "a/\u{301}b"
    #expect(PathText.components(name) == ["a", "\u{301}b"])
    #expect(PathText.components("../\u{301}b").first == "..")
    #expect(PathText.isWithin(name, "a"))
    #expect(PathText.relative(name, to: "a") == "\u{301}b")
    #expect(PathText.folder(of: name) == "a")
    #expect(PathText.lastComponent(name) == "\u{301}b")
    #expect(PathText.normalized("x/../\u{301}b") == "\u{301}b")
    #expect(PathText.join("/r", "/\u{301}b") == "/\u{301}b")
  }

  @Test func listsKeepEveryName() {
    let names: Set<String> = ["end\r", "next", "back\\slash", "new\nline", "\\\u{301}", "\u{301}x"]
    #expect(OwnedList.parse(OwnedList.render(names)).map(Set.init) == names)
    #expect(OwnedList.parse(Array("something else\n".utf8)) == nil)
  }

  @Test(
    arguments: [
      [], [0x61], [0xff], Array("\u{fc}\u{10fe7f}/\u{10ff00}".utf8), [0xc3, 0x28], [0xc3],
      [0xe2, 0x82],
      [0xed, 0xa0, 0x80], Array("\u{10feff}\u{10fe80}".utf8), [0xf4, 0x8f, 0xbb, 0xff, 0x61, 0xf4],
      Array(0x01...0xff), [0xc0, 0xaf, 0x2f, 0xff],
    ] as [[UInt8]])
  func noByteIsLost(name: [UInt8]) {
    let text = NameBytes.text(name)
    #expect(NameBytes.native(text) == (name + [0]).map { CChar(bitPattern: $0) })
    // Whoever cuts at slashes cuts the name.
    #expect(
      PathText.components(text).map { NameBytes.native($0).count - 1 }
        == name.split(separator: 0x2f, omittingEmptySubsequences: false).map(\.count))
    if name != Array("\u{10feff}\u{10fe80}".utf8),
      let same = String(validating: name, as: UTF8.self)
    {
      #expect(text == same)
    }
  }

  @Test func bytesAreShown() {
    #expect(NameBytes.shown(NameBytes.text([0x61, 0xff, 0x80, 0x2e])) == #"a\xff\x80."#)
    #expect(NameBytes.shown("\u{fc}") == "\u{fc}")
  }

  @Test func temporariesAreBesideAndShort() {
    #expect(PathText.beside("a/b.o", suffix: ".tmp") == "a/.b.o.tmp")
    #expect(PathText.beside("/b.o", suffix: ".tmp") == "/.b.o.tmp")
    #expect(PathText.beside("b.o", suffix: ".tmp") == ".b.o.tmp")
    let long = PathText.beside(String(repeating: "\u{fc}", count: 127), suffix: ".12345.tmp")
    #expect(long.utf8.count < 255)
  }

  @Test(arguments: ["-1", "18446744073709551615", "9223372036854775807"])
  func aPlaceIsInAFile(offset: String) {
    let json = #"{"file": "a", "offset": \#(offset), "line": 1, "column": 1}"#
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(Place.self, from: Data(json.utf8))
    }
  }
}
