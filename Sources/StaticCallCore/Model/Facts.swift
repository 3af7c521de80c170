/// A function that an update or a definition may give to a key, as the code names it: through
/// casts, parentheses and both branches of `?:`. NULL, integers and void pointers tell nothing.
public struct KeyTarget: Hashable, Sendable, Codable {
  /// Which statement gives it.
  public enum Origin: String, Sendable, Codable {
    case update, definition
  }

  public enum Value: Hashable, Sendable, Codable {
    /// A function, or a pointer to functions of this canonical type. `fits` says whether the type
    /// is the key's, in the compiler's judgement.
    case function(name: String, type: String, fits: Bool)
    /// `__static_call_return0`.
    case returnZero
  }

  public var key: String
  public var origin: Origin
  public var value: Value
  /// Whether an explicit cast stands between the function and the key.
  public var isCast: Bool
  public var place: Place

  public init(key: String, origin: Origin, value: Value, isCast: Bool, place: Place) {
    self.key = key
    self.origin = origin
    self.value = value
    self.isCast = isCast
    self.place = place
  }
}

extension KeyTarget: Comparable {
  public static func < (left: KeyTarget, right: KeyTarget) -> Bool {
    (left.place, left.key, left.text) < (right.place, right.key, right.text)
  }

  private var text: String {
    switch value {
    case .function(let name, let type, _): "\(name) \(type) \(origin) \(isCast)"
    case .returnZero: "\(origin) \(isCast)"
    }
  }
}

/// Code of a unit that refers to a key other than by one of the macros written there: out of a
/// macro's body, in a table, by its symbol.
public struct KeyMention: Hashable, Sendable, Codable {
  public enum Kind: String, Sendable, Codable {
    /// The trampoline, or the key's current target: whoever has it can call.
    case target
    /// The key itself: whoever has it can call and update.
    case key
  }

  public var key: String
  public var kind: Kind

  public init(key: String, kind: Kind) {
    self.key = key
    self.kind = kind
  }
}

/// Assembly in C that branches to a key's trampoline. It reaches the target of the moment,
/// rewritten or not, so there is nothing to edit.
public struct AssemblyUse: Hashable, Sendable, Codable {
  public var key: String
  public var place: Place

  public init(key: String, place: Place) {
    self.key = key
    self.place = place
  }
}

/// What a key's calls return, as far as `__static_call_return0` is concerned.
public struct ReturnedValue: Hashable, Sendable, Codable {
  public enum Kind: String, Sendable, Codable {
    /// void
    case none
    /// Integers, enumerations and pointers: in general registers.
    case integer
    case floating, complex, vector
    /// A struct or union.
    case aggregate
    /// Something that this version does not know.
    case other
  }

  /// The canonical type.
  public var type: String
  public var kind: Kind
  /// 0 if it is not known.
  public var bits: Int
  /// The width of a general register of the target that the unit is compiled for.
  public var registerBits: Int

  public init(type: String, kind: Kind, bits: Int, registerBits: Int) {
    self.type = type
    self.kind = kind
    self.bits = bits
    self.registerBits = registerBits
  }
}
