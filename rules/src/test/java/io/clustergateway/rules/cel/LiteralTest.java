package io.clustergateway.rules.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelValidationException;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import org.junit.jupiter.api.Test;

final class LiteralTest {
    private final CelCompiler compiler =
            CelCompilerFactory.standardCelCompilerBuilder().build();

    @Test
    void everyCharacterReadsBackAsItself() throws CelValidationException {
        StringBuilder text = new StringBuilder();
        for (int character = 0; character < 0x3000; character++) {
            text.appendCodePoint(character);
        }
        text.append("\uFEFF\uFFFF😀");
        String literal = Literal.of(text.toString()).orElseThrow();
        assertThat(compiler.compile(literal).getAst().getExpr().constant().stringValue())
                .isEqualTo(text.toString());
    }

    @Test
    void halfACharacterIsNone() {
        assertThat(Literal.of("a\uD83D")).isEmpty();
        assertThat(Literal.of("\uDE00b")).isEmpty();
    }
}
