import StaticCallCore
import Testing

/// Keys that Swift defines: their types in C, their targets, and what is wrong with them.
@Suite struct DefinitionTests {
  private func key(_ function: String, _ target: String = "f") throws -> KeyDeclaration {
    let scan = scan(
      "import StaticCall\n\(function)\nlet k = DEFINE_STATIC_CALL(.k, \(target))\n")
    #expect(scan.diagnostics.isEmpty)
    return try #require(scan.keys.first)
  }

  @Test(arguments: [
    ("()", "void (void)", "void (void)"),
    ("(_ a: Bool, _ b: CBool)", "void (bool, bool)", "void (_Bool, _Bool)"),
    ("(_ a: Int8, _ b: UInt8, _ c: CChar)", "void (signed char, unsigned char, char)", nil),
    ("(_ a: Int16, _ b: UInt16) -> Int32", "int (short, unsigned short)", nil),
    (
      "(_ a: UInt32, _ b: Int64) -> UInt64", "unsigned long (unsigned int, long)",
      "unsigned long long (unsigned int, long long)"
    ),
    ("(_ a: Swift.Int, _ b: Glibc.CLong) -> UInt", "unsigned long (long, long)", nil),
    ("(_ a: CLongLong) -> CUnsignedLongLong", "unsigned long long (long long)", nil),
    ("(_ a: Float, _ b: CFloat) -> Swift.Double", "double (float, float)", nil),
    (
      "(_ a: UnsafePointer<CChar>, _ n: UInt) -> Int32", "int (const char *, unsigned long)",
      "int (const char *_Nonnull, unsigned long)"
    ),
    (
      "(_ a: UnsafeMutablePointer<Int8>?) -> UnsafePointer<Int8>",
      "const signed char *(signed char *)",
      "const signed char *_Nonnull (signed char *_Nullable)"
    ),
    (
      "(_ a: UnsafeRawPointer!, _ b: Optional<UnsafeMutableRawPointer>) -> Void",
      "void (const void *, void *)", "void (const void *, void *_Nullable)"
    ),
    (
      "(_ a: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> ()", "void (char **)",
      "void (char *_Nullable *_Nonnull)"
    ),
    (
      "(_ a: UnsafePointer<UnsafePointer<CChar>>)", "void (const char *const *)",
      "void (const char *const _Nonnull *_Nonnull)"
    ),
    (
      "(_ a: @convention(c) (Int32, UnsafeRawPointer?) -> Bool)",
      "void (bool (*)(int, const void *))",
      "void (_Bool (*_Nonnull)(int, const void *_Nullable))"
    ),
    (
      "(_ a: (@convention(c) () -> Void)?) -> @convention(c) (Int32) -> Int32",
      "int (*(void (*)(void)))(int)", "int (*_Nonnull (void (*_Nullable)(void)))(int)"
    ),
    (
      "(_ a: UnsafePointer<@convention(c) () -> Void>)", "void (void (*const *)(void))",
      "void (void (*const _Nonnull *_Nonnull)(void))"
    ),
  ])
  func types(signature: String, type: String, prototype: String?) throws {
    let key = try key("@c func f\(signature) {}")
    #expect(key.type == type)
    #expect(key.prototype == prototype ?? type)
    #expect(key.language == .swift && key.provider == .generated && key.initial == .function("f"))
  }

  /// A C header has to declare keys with these.
  @Test(arguments: [
    "(_ a: point)", "(_ a: OpaquePointer)", "(_ a: Int32?)", "(_ a: UnsafePointer<point>)",
    "(_ a: inout Int32)", "(_ a: Int32...)", "(_ a: (Int32) -> Void)", "(_ a: Module.Int32)",
    "(_ a: (Int32, Int32))", "(_ a: [Int32])", "(_ a: UnsafeRawPointer??)", "(_ a: T.Type)",
    "(_ a: Int32) throws", "(_ a: Float80)",
  ])
  func unknownTypes(signature: String) throws {
    let key = try key("@c func f\(signature) -> Bool { true }")
    #expect(key.type == "" && key.prototype == nil)
    #expect(
      key.returned == ReturnedValue(type: "bool", kind: .integer, bits: 8, registerBits: 64))
  }

  @Test func returned() throws {
    #expect(try key("@c func f() -> Never {}").returned == nil)
    #expect(try key("@c func f() -> point {}").returned == nil)
    #expect(try key("@c func f(_ a: point) {}").returned?.kind == ReturnedValue.Kind.none)
    #expect(try key("@c func f() -> Float {}").returned?.kind == .floating)
    #expect(try key("@c func f() -> UnsafeRawPointer? {}").returned?.bits == 64)
  }

  @Test func targets() throws {
    #expect(try key("@c(other) func f() {}").initial == .function("other"))
    #expect(try key("@_cdecl(\"old\") public func f() {}").initial == .function("old"))
    #expect(try key("func f() {}\n@c(second) func f(_ n: Int32) {}").type == "void (int)")
    #expect(try key("#if X\n@c func f() {}\n#endif").initial == .function("f"))
    let elsewhere = try key("import Hooks", "log_event")
    #expect(elsewhere.initial == .function("log_event") && elsewhere.type == "")
  }

  @Test func withoutTarget() throws {
    let scan = scan(
      """
      import StaticCall
      let a = DEFINE_STATIC_CALL_NULL(.a, (@convention(c) (Int32) -> Void).self)
      let b = DEFINE_STATIC_CALL_RET0(.b, (@convention(c) () -> UInt8).self)
      let c = DEFINE_STATIC_CALL_NULL(.c, Handler.self)
      """)
    #expect(scan.diagnostics.isEmpty)
    #expect(scan.keys.map(\.initial) == [.null, .returnZero, .null])
    #expect(scan.keys.map(\.type) == ["void (int)", "unsigned char (void)", ""])
    #expect(scan.keys.map(\.place.column) == [9, 9, 9])
  }

  /// The words, once for each message.
  @Test(arguments: [
    (
      "let k = DEFINE_STATIC_CALL(.k, f)\nfunc f() {}", 1, 32,
      "'f' needs @c to be a static call's default"
    ),
    (
      "let k = DEFINE_STATIC_CALL(.k, { 1 })", 1, 32,
      "a static call's default needs a name; write it as a @c function"
    ),
    (
      "var k = DEFINE_STATIC_CALL(.k, f)", 1, 9,
      "a key is a constant; write let name = DEFINE_STATIC_CALL(.name, function)"
    ),
    (
      "let j = DEFINE_STATIC_CALL(.k, f)", 1, 28,
      "the constant has to have its key's name; write let k = DEFINE_STATIC_CALL(.k, …)"
    ),
    (
      "let k = DEFINE_STATIC_CALL_NULL(k, F.self)", 1, 33,
      "DEFINE_STATIC_CALL_NULL needs the key's name behind a dot; write let name = DEFINE_STATIC_CALL_NULL(.name, type.self)"
    ),
    (
      "func g() { let k = DEFINE_STATIC_CALL(.k, f) }", 1, 20,
      "DEFINE_STATIC_CALL has to stand at file scope; write let name = DEFINE_STATIC_CALL(.name, function)"
    ),
  ])
  func words(text: String, line: Int, column: Int, message: String) throws {
    let scan = scan("import StaticCall\n" + text)
    let problem = try #require(scan.diagnostics.first)
    #expect(scan.diagnostics.count == 1 && problem.message == message)
    #expect(problem.place?.line == line + 1 && problem.place?.column == column)
    #expect(problem.severity == .error)
  }
}
