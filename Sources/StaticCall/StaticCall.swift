/// Static calls in Swift: the names of `static_call.h`, with its meaning.
///
///     static_call(on_event)(id, text)          // the call; sc-rewrite makes it direct
///     static_call_update(on_event, drop)       // from now on, every call goes to `drop`
///
/// `on_event` is a constant that sc-rewrite generates for each key (`StaticCallKeys.swift`), of a
/// type of its own, so that functions of another type are errors of the compiler. Targets are C
/// functions, `@c` functions and closures that capture nothing. What is not rewritten calls
/// through the key, indirectly.
///
/// Everything here may be called from any thread.
// The names are C's, so that code reads the same in both languages.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, NoLeadingUnderscores

public import CStaticCall

/// One key, as a type: generated code conforms to it, one type a key.
public protocol StaticCallKey: Sendable {
  /// The function that a call reaches: `@convention(c)`.
  associatedtype Function
  /// What the key holds: `Function`, or `Function?` where the key may have no target (C's
  /// `_NULL`).
  associatedtype Target

  /// Whether `Target` is optional.
  static var __mayBeEmpty: Bool { get }

  /// The key's symbol, `__SCK__name`.
  static var __key: UnsafeMutablePointer<static_call_key> { get }
}

/// A key whose calls return nothing, so that they may be left out.
public protocol ConditionalStaticCallKey: StaticCallKey {}

/// The function that `key` leads to now, to be called on the spot. Nil if there is none, and only
/// of a key that may have none: `static_call(hook)?(x)`.
@inlinable @inline(__always)
public func static_call<Key: StaticCallKey>(_ key: Key) -> Key.Target {
  unsafeBitCast(
    Key.__mayBeEmpty ? __static_call_query(Key.__key) : __static_call_load(Key.__key),
    to: Key.Target.self)
}

/// As `static_call`, of a key that may have no target: a call then does nothing.
@inlinable @inline(__always)
public func static_call_cond<Key: ConditionalStaticCallKey>(_ key: Key) -> Key.Function {
  unsafeBitCast(__static_call_load(Key.__key), to: Key.Function.self)
}

/// Makes every call that begins from now on reach `target`; nil only for a key that may have none.
///
/// When it returns, threads may still be inside the old target.
@inlinable @inline(__always)
public func static_call_update<Key: StaticCallKey>(_ key: Key, _ target: Key.Target) {
  __static_call_update(
    Key.__key, nil, unsafeBitCast(target, to: UnsafeMutableRawPointer?.self))
}

/// The function that `key` leads to now, to be kept and compared.
@inlinable @inline(__always)
public func static_call_query<Key: StaticCallKey>(_ key: Key) -> Key.Target {
  unsafeBitCast(__static_call_query(Key.__key), to: Key.Target.self)
}

/// Defines a key in Swift, at file scope, with its first target:
///
///     @c func count_bytes(_ n: Int32) { … }
///     let on_bytes = DEFINE_STATIC_CALL(.on_bytes, count_bytes)
///
/// sc-rewrite reads this; the key itself is in generated C, so that C can call it, too.
@inlinable @inline(__always)
public func DEFINE_STATIC_CALL<Key: StaticCallKey>(_ key: Key, _ initial: Key.Function) -> Key {
  key
}

/// Defines a key without a target: calls do nothing.
///
///     let on_idle = DEFINE_STATIC_CALL_NULL(.on_idle, (@convention(c) (Int32) -> Void).self)
@inlinable @inline(__always)
public func DEFINE_STATIC_CALL_NULL<Key: StaticCallKey>(
  _ key: Key, _ type: Key.Function.Type
) -> Key {
  key
}

/// Defines a key whose calls return 0, false or nil until it is updated.
@inlinable @inline(__always)
public func DEFINE_STATIC_CALL_RET0<Key: StaticCallKey>(
  _ key: Key, _ type: Key.Function.Type
) -> Key {
  key
}
