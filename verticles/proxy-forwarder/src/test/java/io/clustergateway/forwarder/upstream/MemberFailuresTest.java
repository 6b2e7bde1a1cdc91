package io.clustergateway.forwarder.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.Failure;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.HttpMethod;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class MemberFailuresTest {
    static Arguments[] failures() {
        return new Arguments[] {
            Arguments.of(new ConnectTimeoutException("the tunnel was not open in time"), "no connection in time"),
            Arguments.of(new TimeoutException(), "no connection in time"),
            Arguments.of(
                    new ConnectException("Connection refused"),
                    "nothing listens at its endpoint, or no way leads there")
        };
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aConnectionThatWasTooSlowIsNotToldAsOneThatWasRefused(Exception cause, String reason) {
        Failure failure = MemberFailures.connecting(cause, "beta", HttpMethod.GET);
        assertThat(failure).hasMessage("member \"beta\" cannot be reached: " + reason);
        assertThat(failure.causes()).contains(new Failure.Cause("MemberUnreachable", reason));
    }
}
