" The listing of dis, with lines of facts above each code object.
if exists('b:current_syntax')
  finish
endif
syntax match serpentariumFacts /^#.*$/
syntax match serpentariumTable /^ExceptionTable:$/
syntax match serpentariumLine /^\s*\zs\d\+\ze\s/
syntax match serpentariumLabel /\<L\d\+\>/
syntax match serpentariumOpcode /\<[A-Z][A-Z0-9_]\{2,}\>\ze\(\s\|$\)/
syntax match serpentariumMeaning /(.*)$/ contains=serpentariumLabel
highlight default link serpentariumFacts Comment
highlight default link serpentariumTable Keyword
highlight default link serpentariumLine LineNr
highlight default link serpentariumLabel Label
highlight default link serpentariumOpcode Statement
highlight default link serpentariumMeaning String
let b:current_syntax = 'serpentarium-bytecode'
