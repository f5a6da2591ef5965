//! The instruction set of CPython 3.14, written down once.
//!
//! `opcode_table!` hands the table to a macro; [`super`] makes constants,
//! lookup tables, stack effects and [`for_each_opcode!`] of it.
//!
//! - `base`: number, name, kind of operand, inline cache fields with their size
//!   in code units, values popped and pushed as functions of the operand.
//! - `specialized`: what the interpreter rewrites a base instruction to.
//! - `instrumented`: what monitoring rewrites a base instruction to.
//! - `pseudo`: known to the compiler only, never in a code object.
//! - `unassigned`: numbers that no instruction has.

macro_rules! opcode_table {
    ($callback:ident) => {
        $callback! {
            ($)
            base {
                  0 CACHE None [] |_n| 0 => 0;
                  1 BINARY_SLICE None [] |_n| 3 => 1;
                  2 BUILD_TEMPLATE None [] |_n| 2 => 1;
                  4 CALL_FUNCTION_EX None [] |_n| 4 => 1;
                  5 CHECK_EG_MATCH None [] |_n| 2 => 2;
                  6 CHECK_EXC_MATCH None [] |_n| 2 => 2;
                  7 CLEANUP_THROW None [] |_n| 3 => 2;
                  8 DELETE_SUBSCR None [] |_n| 2 => 0;
                  9 END_FOR None [] |_n| 1 => 0;
                 10 END_SEND None [] |_n| 2 => 1;
                 11 EXIT_INIT_CHECK None [] |_n| 1 => 0;
                 12 FORMAT_SIMPLE None [] |_n| 1 => 1;
                 13 FORMAT_WITH_SPEC None [] |_n| 2 => 1;
                 14 GET_AITER None [] |_n| 1 => 1;
                 15 GET_ANEXT None [] |_n| 1 => 2;
                 16 GET_ITER None [] |_n| 1 => 1;
                 17 RESERVED None [] |_n| 0 => 0;
                 18 GET_LEN None [] |_n| 1 => 2;
                 19 GET_YIELD_FROM_ITER None [] |_n| 1 => 1;
                 20 INTERPRETER_EXIT None [] |_n| 1 => 0;
                 21 LOAD_BUILD_CLASS None [] |_n| 0 => 1;
                 22 LOAD_LOCALS None [] |_n| 0 => 1;
                 23 MAKE_FUNCTION None [] |_n| 1 => 1;
                 24 MATCH_KEYS None [] |_n| 2 => 3;
                 25 MATCH_MAPPING None [] |_n| 1 => 2;
                 26 MATCH_SEQUENCE None [] |_n| 1 => 2;
                 27 NOP None [] |_n| 0 => 0;
                 28 NOT_TAKEN None [] |_n| 0 => 0;
                 29 POP_EXCEPT None [] |_n| 1 => 0;
                 30 POP_ITER None [] |_n| 1 => 0;
                 31 POP_TOP None [] |_n| 1 => 0;
                 32 PUSH_EXC_INFO None [] |_n| 1 => 2;
                 33 PUSH_NULL None [] |_n| 0 => 1;
                 34 RETURN_GENERATOR None [] |_n| 0 => 1;
                 35 RETURN_VALUE None [] |_n| 1 => 1;
                 36 SETUP_ANNOTATIONS None [] |_n| 0 => 0;
                 37 STORE_SLICE None [] |_n| 4 => 0;
                 38 STORE_SUBSCR None [counter 1] |_n| 3 => 0;
                 39 TO_BOOL None [counter 1, version 2] |_n| 1 => 1;
                 40 UNARY_INVERT None [] |_n| 1 => 1;
                 41 UNARY_NEGATIVE None [] |_n| 1 => 1;
                 42 UNARY_NOT None [] |_n| 1 => 1;
                 43 WITH_EXCEPT_START None [] |_n| 5 => 6;
                 44 BINARY_OP BinaryOp [counter 1, descr 4] |_n| 2 => 1;
                 45 BUILD_INTERPOLATION Count [] |n| 2 + (n & 1) => 1;
                 46 BUILD_LIST Count [] |n| n => 1;
                 47 BUILD_MAP Count [] |n| 2 * n => 1;
                 48 BUILD_SET Count [] |n| n => 1;
                 49 BUILD_SLICE Count [] |n| n => 1;
                 50 BUILD_STRING Count [] |n| n => 1;
                 51 BUILD_TUPLE Count [] |n| n => 1;
                 52 CALL Count [counter 1, func_version 2] |n| 2 + n => 1;
                 53 CALL_INTRINSIC_1 Intrinsic1 [] |_n| 1 => 1;
                 54 CALL_INTRINSIC_2 Intrinsic2 [] |_n| 2 => 1;
                 55 CALL_KW Count [counter 1, func_version 2] |n| 3 + n => 1;
                 56 COMPARE_OP Compare [counter 1] |_n| 2 => 1;
                 57 CONTAINS_OP Invert [counter 1] |_n| 2 => 1;
                 58 CONVERT_VALUE Conversion [] |_n| 1 => 1;
                 59 COPY Count [] |n| n => n + 1;
                 60 COPY_FREE_VARS Count [] |_n| 0 => 0;
                 61 DELETE_ATTR Name [] |_n| 1 => 0;
                 62 DELETE_DEREF Free [] |_n| 0 => 0;
                 63 DELETE_FAST Local [] |_n| 0 => 0;
                 64 DELETE_GLOBAL Name [] |_n| 0 => 0;
                 65 DELETE_NAME Name [] |_n| 0 => 0;
                 66 DICT_MERGE Count [] |n| n + 4 => n + 3;
                 67 DICT_UPDATE Count [] |n| n + 1 => n;
                 68 END_ASYNC_FOR JumpBackward [] |_n| 2 => 0;
                 69 EXTENDED_ARG Extended [] |_n| 0 => 0;
                 70 FOR_ITER JumpForward [counter 1] |_n| 1 => 2;
                 71 GET_AWAITABLE Count [] |_n| 1 => 1;
                 72 IMPORT_FROM Name [] |_n| 1 => 2;
                 73 IMPORT_NAME Name [] |_n| 2 => 1;
                 74 IS_OP Invert [] |_n| 2 => 1;
                 75 JUMP_BACKWARD JumpBackward [counter 1] |_n| 0 => 0;
                 76 JUMP_BACKWARD_NO_INTERRUPT JumpBackward [] |_n| 0 => 0;
                 77 JUMP_FORWARD JumpForward [] |_n| 0 => 0;
                 78 LIST_APPEND Count [] |n| n + 1 => n;
                 79 LIST_EXTEND Count [] |n| n + 1 => n;
                 80 LOAD_ATTR NameAndBit [counter 1, version 2, keys_version 2, descr 4] |n| 1 => 1 + (n & 1);
                 81 LOAD_COMMON_CONSTANT CommonConstant [] |_n| 0 => 1;
                 82 LOAD_CONST Const [] |_n| 0 => 1;
                 83 LOAD_DEREF Local [] |_n| 0 => 1;
                 84 LOAD_FAST Local [] |_n| 0 => 1;
                 85 LOAD_FAST_AND_CLEAR Local [] |_n| 0 => 1;
                 86 LOAD_FAST_BORROW Local [] |_n| 0 => 1;
                 87 LOAD_FAST_BORROW_LOAD_FAST_BORROW LocalPair [] |_n| 0 => 2;
                 88 LOAD_FAST_CHECK Local [] |_n| 0 => 1;
                 89 LOAD_FAST_LOAD_FAST LocalPair [] |_n| 0 => 2;
                 90 LOAD_FROM_DICT_OR_DEREF Free [] |_n| 1 => 1;
                 91 LOAD_FROM_DICT_OR_GLOBALS Name [] |_n| 1 => 1;
                 92 LOAD_GLOBAL NameAndBit [counter 1, index 1, module_keys_version 1, builtin_keys_version 1] |n| 0 => 1 + (n & 1);
                 93 LOAD_NAME Name [] |_n| 0 => 1;
                 94 LOAD_SMALL_INT SmallInt [] |_n| 0 => 1;
                 95 LOAD_SPECIAL SpecialMethod [] |_n| 1 => 2;
                 96 LOAD_SUPER_ATTR NameAndTwoBits [counter 1] |n| 3 => 1 + (n & 1);
                 97 MAKE_CELL Free [] |_n| 0 => 0;
                 98 MAP_ADD Count [] |n| n + 2 => n;
                 99 MATCH_CLASS Count [] |_n| 3 => 1;
                100 POP_JUMP_IF_FALSE JumpForward [counter 1] |_n| 1 => 0;
                101 POP_JUMP_IF_NONE JumpForward [counter 1] |_n| 1 => 0;
                102 POP_JUMP_IF_NOT_NONE JumpForward [counter 1] |_n| 1 => 0;
                103 POP_JUMP_IF_TRUE JumpForward [counter 1] |_n| 1 => 0;
                104 RAISE_VARARGS Count [] |n| n => 0;
                105 RERAISE Count [] |n| n + 1 => n;
                106 SEND JumpForward [counter 1] |_n| 2 => 2;
                107 SET_ADD Count [] |n| n + 1 => n;
                108 SET_FUNCTION_ATTRIBUTE FunctionAttribute [] |_n| 2 => 1;
                109 SET_UPDATE Count [] |n| n + 1 => n;
                110 STORE_ATTR Name [counter 1, version 2, index 1] |_n| 2 => 0;
                111 STORE_DEREF Free [] |_n| 1 => 0;
                112 STORE_FAST Local [] |_n| 1 => 0;
                113 STORE_FAST_LOAD_FAST LocalPair [] |_n| 1 => 1;
                114 STORE_FAST_STORE_FAST LocalPair [] |_n| 2 => 0;
                115 STORE_GLOBAL Name [] |_n| 1 => 0;
                116 STORE_NAME Name [] |_n| 1 => 0;
                117 SWAP Count [] |n| n => n;
                118 UNPACK_EX Count [] |n| 1 => 1 + (n & 0xFF) + (n >> 8);
                119 UNPACK_SEQUENCE Count [counter 1] |n| 1 => n;
                120 YIELD_VALUE Count [] |_n| 1 => 1;
                128 RESUME Count [] |_n| 0 => 0;
                238 INSTRUMENTED_INSTRUCTION None [] |_n| 0 => 0;
                254 INSTRUMENTED_LINE None [] |_n| 0 => 0;
                255 ENTER_EXECUTOR Count [] |_n| 0 => 0;
            }
            specialized {
                  3 BINARY_OP_INPLACE_ADD_UNICODE HiddenLocal of BINARY_OP;
                129 BINARY_OP_ADD_FLOAT None of BINARY_OP;
                130 BINARY_OP_ADD_INT None of BINARY_OP;
                131 BINARY_OP_ADD_UNICODE None of BINARY_OP;
                132 BINARY_OP_EXTEND None of BINARY_OP;
                133 BINARY_OP_MULTIPLY_FLOAT None of BINARY_OP;
                134 BINARY_OP_MULTIPLY_INT None of BINARY_OP;
                135 BINARY_OP_SUBSCR_DICT None of BINARY_OP;
                136 BINARY_OP_SUBSCR_GETITEM None of BINARY_OP;
                137 BINARY_OP_SUBSCR_LIST_INT None of BINARY_OP;
                138 BINARY_OP_SUBSCR_LIST_SLICE None of BINARY_OP;
                139 BINARY_OP_SUBSCR_STR_INT None of BINARY_OP;
                140 BINARY_OP_SUBSCR_TUPLE_INT None of BINARY_OP;
                141 BINARY_OP_SUBTRACT_FLOAT None of BINARY_OP;
                142 BINARY_OP_SUBTRACT_INT None of BINARY_OP;
                143 CALL_ALLOC_AND_ENTER_INIT Count of CALL;
                144 CALL_BOUND_METHOD_EXACT_ARGS Count of CALL;
                145 CALL_BOUND_METHOD_GENERAL Count of CALL;
                146 CALL_BUILTIN_CLASS Count of CALL;
                147 CALL_BUILTIN_FAST Count of CALL;
                148 CALL_BUILTIN_FAST_WITH_KEYWORDS Count of CALL;
                149 CALL_BUILTIN_O Count of CALL;
                150 CALL_ISINSTANCE Count of CALL;
                151 CALL_KW_BOUND_METHOD Count of CALL_KW;
                152 CALL_KW_NON_PY Count of CALL_KW;
                153 CALL_KW_PY Count of CALL_KW;
                154 CALL_LEN None of CALL;
                155 CALL_LIST_APPEND Count of CALL;
                156 CALL_METHOD_DESCRIPTOR_FAST Count of CALL;
                157 CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS Count of CALL;
                158 CALL_METHOD_DESCRIPTOR_NOARGS Count of CALL;
                159 CALL_METHOD_DESCRIPTOR_O Count of CALL;
                160 CALL_NON_PY_GENERAL Count of CALL;
                161 CALL_PY_EXACT_ARGS Count of CALL;
                162 CALL_PY_GENERAL Count of CALL;
                163 CALL_STR_1 Count of CALL;
                164 CALL_TUPLE_1 Count of CALL;
                165 CALL_TYPE_1 Count of CALL;
                166 COMPARE_OP_FLOAT Compare of COMPARE_OP;
                167 COMPARE_OP_INT Compare of COMPARE_OP;
                168 COMPARE_OP_STR Compare of COMPARE_OP;
                169 CONTAINS_OP_DICT Invert of CONTAINS_OP;
                170 CONTAINS_OP_SET Invert of CONTAINS_OP;
                171 FOR_ITER_GEN Count of FOR_ITER;
                172 FOR_ITER_LIST JumpForward of FOR_ITER;
                173 FOR_ITER_RANGE JumpForward of FOR_ITER;
                174 FOR_ITER_TUPLE JumpForward of FOR_ITER;
                175 JUMP_BACKWARD_JIT JumpBackward of JUMP_BACKWARD;
                176 JUMP_BACKWARD_NO_JIT JumpBackward of JUMP_BACKWARD;
                177 LOAD_ATTR_CLASS Count of LOAD_ATTR;
                178 LOAD_ATTR_CLASS_WITH_METACLASS_CHECK Count of LOAD_ATTR;
                179 LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN NameAndBit of LOAD_ATTR;
                180 LOAD_ATTR_INSTANCE_VALUE Count of LOAD_ATTR;
                181 LOAD_ATTR_METHOD_LAZY_DICT Count of LOAD_ATTR;
                182 LOAD_ATTR_METHOD_NO_DICT Count of LOAD_ATTR;
                183 LOAD_ATTR_METHOD_WITH_VALUES Count of LOAD_ATTR;
                184 LOAD_ATTR_MODULE Count of LOAD_ATTR;
                185 LOAD_ATTR_NONDESCRIPTOR_NO_DICT Count of LOAD_ATTR;
                186 LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES Count of LOAD_ATTR;
                187 LOAD_ATTR_PROPERTY Count of LOAD_ATTR;
                188 LOAD_ATTR_SLOT Count of LOAD_ATTR;
                189 LOAD_ATTR_WITH_HINT NameAndBit of LOAD_ATTR;
                190 LOAD_CONST_IMMORTAL Const of LOAD_CONST;
                191 LOAD_CONST_MORTAL Const of LOAD_CONST;
                192 LOAD_GLOBAL_BUILTIN Count of LOAD_GLOBAL;
                193 LOAD_GLOBAL_MODULE Count of LOAD_GLOBAL;
                194 LOAD_SUPER_ATTR_ATTR NameAndTwoBits of LOAD_SUPER_ATTR;
                195 LOAD_SUPER_ATTR_METHOD NameAndTwoBits of LOAD_SUPER_ATTR;
                196 RESUME_CHECK None of RESUME;
                197 SEND_GEN Count of SEND;
                198 STORE_ATTR_INSTANCE_VALUE None of STORE_ATTR;
                199 STORE_ATTR_SLOT None of STORE_ATTR;
                200 STORE_ATTR_WITH_HINT Name of STORE_ATTR;
                201 STORE_SUBSCR_DICT None of STORE_SUBSCR;
                202 STORE_SUBSCR_LIST_INT None of STORE_SUBSCR;
                203 TO_BOOL_ALWAYS_TRUE None of TO_BOOL;
                204 TO_BOOL_BOOL None of TO_BOOL;
                205 TO_BOOL_INT None of TO_BOOL;
                206 TO_BOOL_LIST None of TO_BOOL;
                207 TO_BOOL_NONE None of TO_BOOL;
                208 TO_BOOL_STR None of TO_BOOL;
                209 UNPACK_SEQUENCE_LIST Count of UNPACK_SEQUENCE;
                210 UNPACK_SEQUENCE_TUPLE Count of UNPACK_SEQUENCE;
                211 UNPACK_SEQUENCE_TWO_TUPLE Count of UNPACK_SEQUENCE;
            }
            instrumented {
                234 INSTRUMENTED_END_FOR None of END_FOR;
                235 INSTRUMENTED_POP_ITER None of POP_ITER;
                236 INSTRUMENTED_END_SEND None of END_SEND;
                237 INSTRUMENTED_FOR_ITER JumpForward of FOR_ITER;
                239 INSTRUMENTED_JUMP_FORWARD Count of JUMP_FORWARD;
                240 INSTRUMENTED_NOT_TAKEN None of NOT_TAKEN;
                241 INSTRUMENTED_POP_JUMP_IF_TRUE Count of POP_JUMP_IF_TRUE;
                242 INSTRUMENTED_POP_JUMP_IF_FALSE Count of POP_JUMP_IF_FALSE;
                243 INSTRUMENTED_POP_JUMP_IF_NONE Count of POP_JUMP_IF_NONE;
                244 INSTRUMENTED_POP_JUMP_IF_NOT_NONE Count of POP_JUMP_IF_NOT_NONE;
                245 INSTRUMENTED_RESUME Count of RESUME;
                246 INSTRUMENTED_RETURN_VALUE None of RETURN_VALUE;
                247 INSTRUMENTED_YIELD_VALUE Count of YIELD_VALUE;
                248 INSTRUMENTED_END_ASYNC_FOR JumpBackward of END_ASYNC_FOR;
                249 INSTRUMENTED_LOAD_SUPER_ATTR NameAndTwoBits of LOAD_SUPER_ATTR;
                250 INSTRUMENTED_CALL Count of CALL;
                251 INSTRUMENTED_CALL_KW Count of CALL_KW;
                252 INSTRUMENTED_CALL_FUNCTION_EX None of CALL_FUNCTION_EX;
                253 INSTRUMENTED_JUMP_BACKWARD Count of JUMP_BACKWARD;
            }
            pseudo {
                256 ANNOTATIONS_PLACEHOLDER None [] |_n| 0 => 0;
                257 JUMP Jump [] |_n| 0 => 0;
                258 JUMP_IF_FALSE Jump [] |_n| 1 => 1;
                259 JUMP_IF_TRUE Jump [] |_n| 1 => 1;
                260 JUMP_NO_INTERRUPT Jump [] |_n| 0 => 0;
                261 LOAD_CLOSURE Local [] |_n| 0 => 1;
                262 POP_BLOCK None [] |_n| 0 => 0;
                263 SETUP_CLEANUP Handler [] |_n| 0 => 2;
                264 SETUP_FINALLY Handler [] |_n| 0 => 1;
                265 SETUP_WITH Handler [] |_n| 0 => 1;
                266 STORE_FAST_MAYBE_NULL Local [] |_n| 1 => 0;
            }
            unassigned {
                121 122 123 124 125 126 127 212 213 214 215 216 217 218 219 220 221 222 223 224 225 226 227
                228 229 230 231 232 233
            }
        }
    };
}
pub(super) use opcode_table;
