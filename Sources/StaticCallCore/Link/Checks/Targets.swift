/// What keys are set to, where the compiler does not look: behind casts, and "return 0".
extension Checks {
  /// Each unit by itself, because what a type is depends on its flags; equal findings count once.
  static func targets(_ scans: [UnitScan], _ keys: [Program.Key]) -> [Diagnostic] {
    let byName = Dictionary(keys.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return scans.flatMap { scan in
      let results = Dictionary(
        scan.keys.compactMap { key in key.returned.map { (key.name, $0) } },
        uniquingKeysWith: { first, _ in first })
      return scan.targets.compactMap { target -> Diagnostic? in
        guard let key = byName[target.key] else { return nil }
        switch target.value {
        case .function(let name, let type, fits: false):
          return wrongType(target, name, type, key)
        case .function: return nil
        case .returnZero: return results[key.name].flatMap { wrongZero(target, $0, key) }
        }
      }
    }
  }

  /// C11, 6.3.2.3p8: to call a function through a pointer of another type is undefined. People who
  /// cast know something, such as that only a `const` differs, so a cast makes it a warning.
  private static func wrongType(
    _ target: KeyTarget, _ name: String, _ type: String, _ key: Program.Key
  ) -> Diagnostic {
    let what = name.isEmpty ? "the function" : "'\(name)'"
    let cast = target.isCast ? " behind the cast" : ""
    return Diagnostic(
      target.isCast ? .updateCast : .updateType, at: target.place,
      "\(what) is '\(type)'\(cast), but static call '\(key.name)' is '\(key.type)'",
      notes: notes(on: key, unlessAt: target.place))
  }

  /// `__static_call_return0`, in the runtime and in the kernel, clears the one general register
  /// that integers and pointers are returned in (System V x86-64 psABI 3.2.3, AAPCS64 6.9, i386
  /// psABI 2.2.4), or the trampoline does so in place. Whatever comes back elsewhere stays what it
  /// was.
  private static func wrongZero(
    _ target: KeyTarget, _ result: ReturnedValue, _ key: Program.Key
  ) -> Diagnostic? {
    let why: String
    switch result.kind {
    case .none, .other: return nil
    case .integer where result.bits <= result.registerBits: return nil
    case .aggregate where result.bits == 0: return nil
    case .integer: why = "it is wider than the \(result.registerBits)-bit register"
    case .floating, .complex, .vector, .aggregate:
      why = "it is not returned in the register"
    }
    return Diagnostic(
      .ret0Type, at: target.place,
      "static call '\(key.name)' returns '\(result.type)', which __static_call_return0 does not make 0: \(why) that is cleared",
      notes: notes(on: key, unlessAt: target.place))
  }

  private static func notes(on key: Program.Key, unlessAt place: Place) -> [Diagnostic.Note] {
    let places = (key.definition.map { [$0] } ?? []) + key.declarations
    return places.first { $0 != place }
      .map { [.init(at: $0, "the key's type comes from here")] } ?? []
  }
}
