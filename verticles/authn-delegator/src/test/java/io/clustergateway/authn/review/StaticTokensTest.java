package io.clustergateway.authn.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clustergateway.kernel.contract.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StaticTokensTest {
    @Test
    void readsTheFormOfKubeApiserver() {
        StaticTokens tokens =
                StaticTokens.parse("t1,alice,u-1,\"devs,ops\"\r\n\nt2,\"bob \"\"b\"\"\",,solo\nt3,carol,u-3\n");
        assertThat(tokens.find("t1"))
                .hasValue(new Caller("alice", Optional.of("u-1"), List.of("devs", "ops"), Map.of()));
        assertThat(tokens.find("t2")).hasValue(new Caller("bob \"b\"", Optional.empty(), List.of("solo"), Map.of()));
        assertThat(tokens.find("t3").orElseThrow().groups()).isEmpty();
        assertThat(tokens.find("")).isEmpty();
        assertThat(tokens.find("t")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret,alice", ",alice,u", "secret,,u"})
    void namesTheLineThatIsWrongAndNotTheToken(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StaticTokens.parse("t,a,u\n" + line))
                .withMessageStartingWith("line 2 ")
                .withMessageNotContaining("secret");
    }
}
