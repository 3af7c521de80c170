import StaticCallCore
import SwiftSyntax

/// Where in a file a name is not the module's but something declared in the file: local names,
/// parameters, members of the types around.
///
/// It is filled in one walk and then asked. Scopes are ranges of bytes: a name's own, whatever
/// they are nested in, so a question is a search in the ranges of that name.
struct Names {
  /// A place where a name is used.
  struct Use {
    var offset: Int
    /// Where the innermost function or closure around it starts.
    var function: Int
  }

  private var scopes: [String: [Range<Int>]] = [:]
  /// Before a local variable's declaration its name means something else, but not in functions and
  /// closures, which may be called later.
  private var early: [String: [Range<Int>]] = [:]
  private var bodies: [String: [Range<Int>]] = [:]
  private var membersOf: [String: Set<String>] = [:]
  private var heirs: [String: Set<String>] = [:]
  private(set) var file: [String: [FileName]] = [:]
  private var merged: [String: DisjointRanges] = [:]

  /// What a file declares for all of the file.
  enum FileName {
    case function(FunctionDeclSyntax)
    /// The key itself.
    case key
    case other
  }

  // MARK: Filling it

  mutating func hide(_ name: String, in scope: Range<Int>) {
    if !scope.isEmpty { scopes[name, default: []].append(scope) }
  }

  /// A variable of a block: there from `offset` on.
  mutating func hide(_ name: String, in block: Range<Int>, from offset: Int) {
    hide(name, in: min(offset, block.upperBound)..<block.upperBound)
    if block.lowerBound < offset { early[name, default: []].append(block.lowerBound..<offset) }
  }

  mutating func declare(_ name: String, _ declared: FileName) {
    file[name, default: []].append(declared)
  }

  /// - Parameter type: its name without those of the types around it: two types of one name count
  ///   as one.
  mutating func declare(member name: String, of type: String) {
    membersOf[name, default: []].insert(type)
  }

  mutating func declare(type: String, body: Range<Int>, inheriting parents: [String]) {
    bodies[type, default: []].append(body)
    for parent in parents { heirs[parent, default: []].insert(type) }
  }

  // MARK: Asking it

  /// Whether it is a local name or a member here.
  mutating func isHidden(_ name: String, at use: Use) -> Bool {
    if scopes[name] == nil, membersOf[name] == nil { return false }
    let known = merged[name] ?? DisjointRanges(joining: (scopes[name] ?? []) + memberScopes(name))
    merged[name] = known
    if known.range(of: use.offset) != nil { return true }
    return early[name, default: []].contains {
      $0.contains(use.offset) && $0.lowerBound <= use.function
    }
  }

  /// The bodies and extensions of types that have a member, or inherit it within the file.
  private func memberScopes(_ name: String) -> [Range<Int>] {
    var (types, next) = (Set<String>(), Array(membersOf[name] ?? []))
    while let type = next.popLast() {
      if types.insert(type).inserted { next += heirs[type] ?? [] }
    }
    return types.flatMap { bodies[$0] ?? [] }
  }
}

extension DisjointRanges {
  /// Ranges that may overlap, as their union.
  init(joining ranges: [Range<Int>]) {
    var joined: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, range.lowerBound <= last.upperBound {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    self.init(joined)
  }
}
