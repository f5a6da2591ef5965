" The scopes with their names.
if exists('b:current_syntax')
  finish
endif
syntax match serpentariumScope /^\s*\zs\(module\|class\|function\|type alias\|type parameters\)\ze /
syntax match serpentariumPlace /(line \d\+)$/
syntax match serpentariumName /^\s*\zs\S\+\ze:/
syntax match serpentariumKind /: \zs\(local\|free\|cell\|global explicit\|global implicit\)/
highlight default link serpentariumScope Keyword
highlight default link serpentariumPlace Comment
highlight default link serpentariumName Identifier
highlight default link serpentariumKind Type
let b:current_syntax = 'serpentarium-symtable'
