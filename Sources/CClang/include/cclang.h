/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cclang.h - libclang as a table of functions, loaded when C is to be parsed.
 *
 * Linking libclang would cost every process 15 to 30 ms at start, those that never parse included,
 * and would tie the binary to one LLVM version. The types come from clang-c/Index.h, so a wrong
 * call is still a compile error.
 */
#ifndef CCLANG_H
#define CCLANG_H

#include <clang-c/Index.h>

#define CCLANG_FUNCTIONS(X)                                                                        \
	X(clang_createIndex)                                                                       \
	X(clang_disposeIndex)                                                                      \
	X(clang_parseTranslationUnit2)                                                             \
	X(clang_disposeTranslationUnit)                                                            \
	X(clang_getTranslationUnitCursor)                                                          \
	X(clang_visitChildren)                                                                     \
	X(clang_getCString)                                                                        \
	X(clang_disposeString)                                                                     \
	X(clang_getClangVersion)                                                                   \
	X(clang_getNumDiagnostics)                                                                 \
	X(clang_getDiagnostic)                                                                     \
	X(clang_disposeDiagnostic)                                                                 \
	X(clang_getDiagnosticSeverity)                                                             \
	X(clang_getDiagnosticSpelling)                                                             \
	X(clang_getDiagnosticLocation)                                                             \
	X(clang_getChildDiagnostics)                                                               \
	X(clang_getNumDiagnosticsInSet)                                                            \
	X(clang_getDiagnosticInSet)                                                                \
	X(clang_disposeDiagnosticSet)                                                              \
	X(clang_getCursorSpelling)                                                                 \
	X(clang_getCursorReferenced)                                                               \
	X(clang_getCursorLocation)                                                                 \
	X(clang_getCursorExtent)                                                                   \
	X(clang_getCursorType)                                                                     \
	X(clang_getCanonicalType)                                                                  \
	X(clang_getTypeSpelling)                                                                   \
	X(clang_equalTypes)                                                                        \
	X(clang_getPointeeType)                                                                    \
	X(clang_getNumArgTypes)                                                                    \
	X(clang_getArgType)                                                                        \
	X(clang_isFunctionTypeVariadic)                                                            \
	X(clang_getFunctionTypeCallingConv)                                                        \
	X(clang_getTypeDeclaration)                                                                \
	X(clang_getEnumDeclIntegerType)                                                            \
	X(clang_Type_getSizeOf)                                                                    \
	X(clang_getTranslationUnitTargetInfo)                                                      \
	X(clang_TargetInfo_getTriple)                                                              \
	X(clang_TargetInfo_getPointerWidth)                                                        \
	X(clang_TargetInfo_dispose)                                                                \
	X(clang_getCursorPrettyPrinted)                                                            \
	X(clang_Cursor_getNumArguments)                                                            \
	X(clang_Cursor_getArgument)                                                                \
	X(clang_getResultType)                                                                     \
	X(clang_getCursorPlatformAvailability)                                                     \
	X(clang_isCursorDefinition)                                                                \
	X(clang_Cursor_isMacroFunctionLike)                                                        \
	X(clang_getRangeStart)                                                                     \
	X(clang_getRangeEnd)                                                                       \
	X(clang_getRange)                                                                          \
	X(clang_getFileLocation)                                                                   \
	X(clang_getExpansionLocation)                                                              \
	X(clang_getLocationForOffset)                                                              \
	X(clang_Location_isInSystemHeader)                                                         \
	X(clang_getFile)                                                                           \
	X(clang_getFileName)                                                                       \
	X(clang_File_tryGetRealPathName)                                                           \
	X(clang_getFileContents)                                                                   \
	X(clang_getInclusions)                                                                     \
	X(clang_getSkippedRanges)                                                                  \
	X(clang_disposeSourceRangeList)                                                            \
	X(clang_tokenize)                                                                          \
	X(clang_getTokenKind)                                                                      \
	X(clang_getTokenSpelling)                                                                  \
	X(clang_getIncludedFile)                                                                   \
	X(clang_getTokenExtent)                                                                    \
	X(clang_disposeTokens)

struct cclang {
#define CCLANG_FIELD(function) __typeof__(&function) function;
	CCLANG_FUNCTIONS(CCLANG_FIELD)
#undef CCLANG_FIELD
};

/* Where the package's build found libclang; a path for cclang_load(). */
const char *cclang_default_path(void);

/*
 * Loads the library at `path` and fills `table`. Returns NULL, or why not: the loader's message or
 * the name of the missing function; the text stays valid until the next call of this thread.
 */
const char *cclang_load(const char *path, struct cclang *table);

#endif
