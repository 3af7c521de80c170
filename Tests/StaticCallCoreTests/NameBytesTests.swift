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

  @Test(arguments: ["-1", "18446744073709551615", "9223372036854775807"])
  func aPlaceIsInAFile(offset: String) {
    let json = #"{"file": "a", "offset": \#(offset), "line": 1, "column": 1}"#
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(Place.self, from: Data(json.utf8))
    }
  }
}
