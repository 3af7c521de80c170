import ObjectPass
import Testing

@Suite struct ConcernsTests {
  @Test(arguments: [("", false), ("x__SCT_", false), ("a\0__SCT__x", true)])
  func onlyTrampolinesMatter(text: String, expected: Bool) {
    let found = Array(text.utf8).withUnsafeBytes { ObjectPass.concerns($0) }
    #expect(found == expected)
  }
}
