import CClang

extension LibClang {
  /// Calls `visit` for descendants of a cursor with their parents, in order; those of a cursor for
  /// which it returns false are left out.
  func descend(_ cursor: CXCursor, _ visit: (_ cursor: CXCursor, _ parent: CXCursor) -> Bool) {
    withoutActuallyEscaping(visit) { visit in
      var visit = visit
      withUnsafeMutablePointer(to: &visit) { pointer in
        _ = c.clang_visitChildren(
          cursor,
          { cursor, parent, data in
            let visit = data?.assumingMemoryBound(to: ((CXCursor, CXCursor) -> Bool).self)
            return visit?.pointee(cursor, parent) == true
              ? CXChildVisit_Recurse : CXChildVisit_Continue
          }, pointer)
      }
    }
  }

  func children(of cursor: CXCursor) -> [CXCursor] {
    var children: [CXCursor] = []
    visit(cursor) { children.append($0) }
    return children
  }

  /// A call's arguments, as written.
  func arguments(of call: CXCursor) -> [CXCursor] {
    let count = c.clang_Cursor_getNumArguments(call)
    return count > 0 ? (0..<UInt32(count)).map { c.clang_Cursor_getArgument(call, $0) } : []
  }
}
