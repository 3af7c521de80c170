import TestSupport
import Testing

@testable import StaticCallCore

@Suite struct NeedleSetTests {
  private func isIn(_ text: [UInt8], _ needles: [String]) -> Bool {
    text.withUnsafeBufferPointer { NeedleSet(needles).isIn($0) }
  }

  private func naive(_ text: [UInt8], _ needles: [String]) -> Bool {
    needles.contains { needle in
      let needle = Array(needle.utf8)
      return !needle.isEmpty && text.indices.contains { text[$0...].starts(with: needle) }
    }
  }

  @Test func edges() {
    #expect(NeedleSet([]).isEmpty && NeedleSet([""]).isEmpty && !NeedleSet(["a"]).isEmpty)
    #expect(!isIn([], ["a"]) && !isIn(Array("abc".utf8), []))
    #expect(isIn(Array("abc".utf8), ["abc"]) && !isIn(Array("ab".utf8), ["abc"]))
    #expect(isIn(Array("xxab".utf8), ["ab", "abcdef"]), "a long one does not hide a short one")
    #expect(!isIn(Array("xabcde".utf8), ["abcdef"]))
    let long = String(repeating: "ab", count: 200)
    #expect(isIn(Array("xx\(long)c".utf8), [long, long + "c"]))
    #expect(!isIn(Array(long.dropLast().utf8), [long]))
  }

  /// Few different bytes, so that parts of needles are met all the time.
  @Test func likeANaiveSearch() {
    var random = SeededGenerator(seed: 7)
    var found = 0
    for _ in 0..<3000 {
      func word(_ lengths: ClosedRange<Int>) -> [UInt8] {
        (0..<Int.random(in: lengths, using: &random)).map { _ in
          UInt8.random(in: 0x61...0x63, using: &random)
        }
      }
      let needles = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        String(decoding: word(1...9), as: UTF8.self)
      }
      let text = word(0...60)
      let expected = naive(text, needles)
      #expect(isIn(text, needles) == expected, "\(text) \(needles)")
      if expected { found += 1 }
    }
    #expect((300...2900).contains(found))
  }
}
