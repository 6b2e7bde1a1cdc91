package io.clustergateway.rules.cel;

import java.util.Optional;

/** Texts as CEL string literals, so that whatever an operator writes in a fixed field stays a text. */
final class Literal {
    private Literal() {}

    /** The literal with its quotes; empty for half a surrogate pair, which no expression can hold. */
    static Optional<String> of(String text) {
        StringBuilder literal = new StringBuilder(text.length() + 2).append('"');
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
                return Optional.empty();
            }
            if (character == '"' || character == '\\') {
                literal.append('\\').appendCodePoint(character);
            } else if (character < 0x20 || character >= 0x7f && character < 0xa0) {
                literal.append("\\u%04x".formatted(character));
            } else {
                literal.appendCodePoint(character);
            }
            at += Character.charCount(character);
        }
        return Optional.of(literal.append('"').toString());
    }
}
