" The syntax tree, a line for each node.
if exists('b:current_syntax')
  finish
endif
syntax match serpentariumFacts /^#.*$/
syntax match serpentariumField /^\s*\zs[a-z_]\+\(\[\d\+\]\)\?:/
syntax match serpentariumClass /\(^\|: \)\@<=[A-Z]\w*/
syntax match serpentariumClass /\(: \)\@<=\(arguments\|arg\|keyword\|alias\|comprehension\|withitem\|match_case\)\>/
syntax region serpentariumText start=/'/ skip=/\\'/ end=/'/ oneline
syntax region serpentariumText start=/"/ skip=/\\"/ end=/"/ oneline
highlight default link serpentariumFacts Comment
highlight default link serpentariumField Identifier
highlight default link serpentariumClass Type
highlight default link serpentariumText String
let b:current_syntax = 'serpentarium-ast'
