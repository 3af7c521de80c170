import Testing

@testable import StaticCallCore

@Suite struct AssemblyTests {
  private static let cases: [(String, Set<String>, Set<String>)] = [
    ("call __SCT__k", ["k"], []),
    ("\tcall\t__SCT__k@PLT\n\tnop", ["k"], []),
    ("1: call __SCT__k; 2: jmp __SCT__other", ["k", "other"], []),
    ("bl __SCT__k", ["k"], []),
    ("lea __SCT__k(%rip), %rax", ["k"], []),
    (".long __SCT__k - .", [], ["k"]),
    ("table: .quad __SCT__k", [], ["k"]),
    // What defines a trampoline does not use it.
    (".globl __SCT__k\n__SCT__k:\n jmp f\n.size __SCT__k, . - __SCT__k", [], []),
    (".asciz \"__SCT__k\"", [], []),
    ("call my__SCT__k", [], []),
    ("call __SCT__", [], []),
    ("", [], []),
  ]

  @Test(arguments: cases)
  func trampolines(text: String, branches: Set<String>, data: Set<String>) {
    #expect(Assembly.trampolines(in: text) == .init(branches: branches, data: data))
  }
}
