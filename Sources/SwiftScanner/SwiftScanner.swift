import StaticCallCore
import SwiftParser
import SwiftSyntax

/// The Swift front end: finds the static calls of one Swift file with SwiftSyntax.
///
/// It resolves names by scope within the file, knows no types and runs no compiler. What it cannot
/// know, because it stands in another file, is left to the checks of the whole program.
public struct SwiftScanner: Sendable {
  public init() {}

  /// How deep brackets may be nested: the compiler's own limit. The parser recurses, so there has
  /// to be one, and its default depends on how it was built.
  private static let maximumNesting = 256

  /// Reads one file.
  ///
  /// - Parameters:
  ///   - unit: the file, relative to the tree's root; places name it so.
  ///   - text: its bytes.
  /// - Returns: what is in it. A file that does not parse has error diagnostics and nothing else.
  public func scan(_ unit: String, text: [UInt8]) -> UnitScan {
    DeepStack.run {
      var scan = UnitScan(unit: unit)
      scan.inclusions = [unit]
      let file = SourceText(unit, text)
      let tree = text.withUnsafeBufferPointer {
        Parser.parse(source: $0, maximumNestingLevel: Self.maximumNesting)
      }
      scan.diagnostics = SyntaxErrors.all(in: tree, of: file)
      guard scan.diagnostics.isEmpty else { return scan }
      let walk = FileWalk()
      walk.walk(tree)
      FileReader(file, walk).read(into: &scan)
      return scan
    }
  }
}

/// A file's bytes, and where SwiftSyntax's positions are in it.
struct SourceText {
  let name: String
  let bytes: [UInt8]
  private let lines: LineTable

  init(_ name: String, _ bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    lines = LineTable(bytes)
  }

  func place(of position: AbsolutePosition) -> Place {
    lines.place(of: min(position.utf8Offset, bytes.count), in: name)
  }

  /// Of a node's or token's first character.
  func place(of node: some SyntaxProtocol) -> Place {
    place(of: node.positionAfterSkippingLeadingTrivia)
  }

  func bytes(_ range: Range<AbsolutePosition>) -> ArraySlice<UInt8> {
    bytes[range.lowerBound.utf8Offset..<range.upperBound.utf8Offset]
  }
}
