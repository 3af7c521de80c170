import CClang
import Glibc
import StaticCallCore

/// libclang, loaded once, and the few conversions that everything here uses. Nothing of it leaves
/// this module: the rest of the tool sees plain values.
///
/// The table is written before it is shared and never again, and libclang allows calls from
/// several threads as long as they do not share an index or a unit; so it may cross threads.
struct LibClang: @unchecked Sendable {
  let c: cclang
  /// Such as "Debian clang version 14.0.6".
  let version: String

  init(path: String) throws(LibClangUnavailable) {
    var table = cclang()
    if let reason = cclang_load(path, &table) {
      throw LibClangUnavailable(path: path, reason: String(cString: reason))
    }
    c = table
    // Or else it parses on a thread with 8 MiB of stack; see DeepStack.
    setenv("LIBCLANG_NOTHREADS", "1", 1)
    version = LibClang.take(table.clang_getClangVersion(), table)
  }

  /// The string's text; the string is gone afterwards.
  func take(_ string: CXString) -> String { LibClang.take(string, c) }

  private static func take(_ string: CXString, _ c: cclang) -> String {
    defer { c.clang_disposeString(string) }
    return c.clang_getCString(string).map { String(cString: $0) } ?? ""
  }

  /// The cursor's name if it begins with one of `initials`; most cursors' do not, and are spared
  /// the making of a string.
  func name(of cursor: CXCursor, initials: [UInt8]) -> String? {
    let string = c.clang_getCursorSpelling(cursor)
    defer { c.clang_disposeString(string) }
    guard let text = c.clang_getCString(string), initials.contains(UInt8(bitPattern: text[0]))
    else { return nil }
    return String(cString: text)
  }

  /// What attributes of a declaration say against its use.
  func availability(of cursor: CXCursor) -> KeyDeclaration.Availability? {
    var (isDeprecated, isUnavailable): (Int32, Int32) = (0, 0)
    var (advice, reason) = (CXString(), CXString())
    _ = c.clang_getCursorPlatformAvailability(
      cursor, &isDeprecated, &advice, &isUnavailable, &reason, nil, 0)
    let (deprecated, unavailable) = (take(advice), take(reason))
    if isUnavailable != 0 { return .init(isUnavailable: true, message: unavailable) }
    return isDeprecated != 0 ? .init(isUnavailable: false, message: deprecated) : nil
  }

  /// Calls `visit` for each child, or each descendant, of a cursor.
  func visit(
    _ cursor: CXCursor, deep: Bool = false, _ visit: (CXCursor) -> Void
  ) {
    let next = deep ? CXChildVisit_Recurse : CXChildVisit_Continue
    withoutActuallyEscaping(visit) { visit in
      var state = VisitState(visit: visit, next: next)
      withUnsafeMutablePointer(to: &state) { pointer in
        _ = c.clang_visitChildren(
          cursor,
          { cursor, _, data in
            guard let state = data?.assumingMemoryBound(to: VisitState.self) else {
              return CXChildVisit_Break
            }
            state.pointee.visit(cursor)
            return state.pointee.next
          }, pointer)
      }
    }
  }

  private struct VisitState {
    var visit: (CXCursor) -> Void
    var next: CXChildVisitResult
  }
}

/// Why C cannot be parsed at all on this machine.
public struct LibClangUnavailable: Error {
  public var path: String
  public var reason: String
}
