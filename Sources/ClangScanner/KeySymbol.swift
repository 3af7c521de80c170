import StaticCallCore

/// The two symbols that a key has.
enum KeySymbol {
  /// `name` of `__SCK__name` or `__SCT__name`; nil for any other symbol.
  ///
  /// Names with universal character names (`caf\\u00e9`; C11, 6.4.3) are none of ours: clang keeps
  /// them as they were spelt where a macro pasted the identifier, gcc makes UTF-8 of them, so no
  /// one text in the rewritten source is right for both. Such calls stay as they are.
  static func name(of symbol: String) -> String? {
    for prefix in [Symbols.keyPrefix, Symbols.trampolinePrefix]
    where symbol.hasPrefix(prefix) && symbol.count > prefix.count {
      return symbol.contains("\\") ? nil : String(symbol.dropFirst(prefix.count))
    }
    return nil
  }
}
