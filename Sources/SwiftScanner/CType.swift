import SwiftSyntax

/// A type of C, as far as Swift's syntax tells it.
indirect enum CType: Sendable {
  /// What a null pointer may be.
  enum Nullability: String, Sendable {
    case nonnull = "_Nonnull"
    case nullable = "_Nullable"
    /// `T!`: what Swift makes of a pointer of which C says nothing.
    case unspecified = ""
  }

  struct Number: Sendable {
    /// As clang spells it.
    var name: String
    /// What Swift imports as the type it was; nil if `name` is.
    var imported: String?
    var bits: Int
    var isFloating: Bool
  }

  case void
  case number(Number)
  case pointer(CType, toConstant: Bool, Nullability)
  case function(CType, [CType], Nullability)

  /// How a type is written.
  enum Style {
    /// As clang's canonical types.
    case canonical
    /// For a compiler of C, with what may be null.
    case prototype
  }

  /// The declaration of something of this type.
  ///
  /// - Parameter declared: what is declared, as far as it is known: C writes types around names.
  func text(_ style: Style, declaring declared: String = "", isConstant: Bool = false) -> String {
    switch self {
    case .void: return Self.joined(isConstant ? "const void" : "void", declared)
    case .number(let number):
      let word = style == .canonical ? number.name : number.imported ?? number.name
      return Self.joined(isConstant ? "const \(word)" : word, declared)
    case .pointer(let pointee, let toConstant, let nullability):
      let star = Self.star(style, nullability, isConstant)
      return pointee.text(
        style, declaring: Self.joinedQualifier(star, declared), isConstant: toConstant)
    case .function(let result, let parameters, let nullability):
      let star = Self.star(style, nullability, isConstant)
      return Self.function(
        result, parameters, style, declaring: "(\(Self.joinedQualifier(star, declared)))")
    }
  }

  static func function(
    _ result: CType, _ parameters: [CType], _ style: Style, declaring declared: String = ""
  ) -> String {
    let list = parameters.map { $0.text(style) }.joined(separator: ", ")
    let clause = "(\(list.isEmpty ? "void" : list))"
    return result.text(style, declaring: declared + clause)
  }

  private static func star(_ style: Style, _ nullability: Nullability, _ isConstant: Bool) -> String
  {
    var words = isConstant ? ["const"] : []
    if style == .prototype { words.append(nullability.rawValue) }
    return "*" + words.filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static func joinedQualifier(_ star: String, _ declared: String) -> String {
    declared.isEmpty || star == "*" ? star + declared : "\(star) \(declared)"
  }

  private static func joined(_ type: String, _ declared: String) -> String {
    declared.isEmpty ? type : "\(type) \(declared)"
  }
}

extension CType {
  /// Nil for a type that the syntax does not tell, such as one of a C header.
  init?(_ type: TypeSyntax) {
    self.init(type, nullability: .nonnull)
  }

  private init?(_ type: TypeSyntax, nullability: Nullability) {
    switch type.as(TypeSyntaxEnum.self) {
    case .optionalType(let optional):
      self.init(optional: optional.wrappedType, .nullable, within: nullability)
    case .implicitlyUnwrappedOptionalType(let optional):
      self.init(optional: optional.wrappedType, .unspecified, within: nullability)
    case .tupleType(let tuple):
      guard let only = tuple.elements.first else {
        self = .void
        return
      }
      guard tuple.elements.count == 1, only.firstName == nil, only.ellipsis == nil else {
        return nil
      }
      self.init(only.type, nullability: nullability)
    case .attributedType(let attributed):
      guard attributed.specifiers.isEmpty, attributed.lateSpecifiers.isEmpty else { return nil }
      guard let function = attributed.baseType.as(FunctionTypeSyntax.self), attributed.isForC else {
        return nil
      }
      self.init(function: function, nullability)
    case .identifierType(let named):
      self.init(named.name.name ?? "", named.genericArgumentClause, nullability)
    case .memberType(let named):
      guard let module = named.baseType.as(IdentifierTypeSyntax.self)?.name.name,
        Self.modules.contains(module)
      else { return nil }
      self.init(named.name.name ?? "", named.genericArgumentClause, nullability)
    default: return nil
    }
  }

  /// The modules that have these names, on some system or other.
  private static let modules: Set<String> = [
    "Swift", "Glibc", "Musl", "Android", "Foundation", "FoundationEssentials", "CoreFoundation",
  ]

  private init?(optional: TypeSyntax, _ nullability: Nullability, within outer: Nullability) {
    // C has no optional of an optional, nor of a number.
    guard outer == .nonnull, let wrapped = CType(optional, nullability: nullability),
      wrapped.isPointer
    else { return nil }
    self = wrapped
  }

  private var isPointer: Bool {
    switch self {
    case .pointer, .function: true
    case .void, .number: false
    }
  }

  /// - Parameter function: one that C can call.
  private init?(function: FunctionTypeSyntax, _ nullability: Nullability) {
    guard let signature = Signature(function), let result = signature.result,
      let parameters = signature.parameters
    else { return nil }
    self = .function(result, parameters, nullability)
  }

  private init?(
    _ name: String, _ arguments: GenericArgumentClauseSyntax?, _ nullability: Nullability
  ) {
    let argument = arguments?.arguments.first.flatMap { generic -> TypeSyntax? in
      guard case .type(let type) = generic.argument else { return nil }
      return type
    }
    switch (name, argument) {
    case ("Void", nil): self = .void
    case ("UnsafeRawPointer", nil): self = .pointer(.void, toConstant: true, nullability)
    case ("UnsafeMutableRawPointer", nil): self = .pointer(.void, toConstant: false, nullability)
    case ("UnsafePointer", let pointee?), ("UnsafeMutablePointer", let pointee?):
      guard let pointee = CType(pointee) else { return nil }
      self = .pointer(pointee, toConstant: name == "UnsafePointer", nullability)
    case ("Optional", let wrapped?):
      self.init(optional: wrapped, .nullable, within: nullability)
    case (_, nil):
      guard let number = Self.numbers[name] else { return nil }
      self = number
    default: return nil
    }
  }

  /// On Linux, where `int64_t` is long, and 64 bits wide. Swift imports long as Int, however, and
  /// long long as Int64.
  private static let numbers: [String: CType] = {
    func integer(_ name: String, _ bits: Int, imported: String? = nil) -> CType {
      .number(Number(name: name, imported: imported, bits: bits, isFloating: false))
    }
    func floating(_ name: String, _ bits: Int) -> CType {
      .number(Number(name: name, bits: bits, isFloating: true))
    }
    let bool = integer("bool", 8, imported: "_Bool")
    let (long, unsignedLong) = (integer("long", 64), integer("unsigned long", 64))
    return [
      "Bool": bool, "CBool": bool, "CChar": integer("char", 8),
      "Int8": integer("signed char", 8), "CSignedChar": integer("signed char", 8),
      "UInt8": integer("unsigned char", 8), "CUnsignedChar": integer("unsigned char", 8),
      "Int16": integer("short", 16), "CShort": integer("short", 16),
      "UInt16": integer("unsigned short", 16), "CUnsignedShort": integer("unsigned short", 16),
      "Int32": integer("int", 32), "CInt": integer("int", 32),
      "UInt32": integer("unsigned int", 32), "CUnsignedInt": integer("unsigned int", 32),
      "Int": long, "CLong": long, "UInt": unsignedLong, "CUnsignedLong": unsignedLong,
      "Int64": integer("long", 64, imported: "long long"),
      "UInt64": integer("unsigned long", 64, imported: "unsigned long long"),
      "CLongLong": integer("long long", 64),
      "CUnsignedLongLong": integer("unsigned long long", 64),
      "Float": floating("float", 32), "CFloat": floating("float", 32),
      "Float32": floating("float", 32), "Double": floating("double", 64),
      "CDouble": floating("double", 64), "Float64": floating("double", 64),
    ]
  }()
}

extension AttributedTypeSyntax {
  /// `@convention(c)`, and nothing that C does not have.
  fileprivate var isForC: Bool {
    attributes.contains {
      $0.trimmedDescription.filter { !$0.isWhitespace } == "@convention(c)"
    }
  }
}
