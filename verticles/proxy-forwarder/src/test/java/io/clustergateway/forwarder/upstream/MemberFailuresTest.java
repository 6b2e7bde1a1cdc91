package io.clustergateway.forwarder.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.Failure;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpMethod;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
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

    /** What netty throws where a GOAWAY came after the connection had been chosen; it was a 500 once. */
    @Test
    void aStreamThatCouldNotBeOpenedIsALostConnectionOnWhichNothingWasSent() {
        Http2Exception late = Http2Exception.streamError(
                441,
                Http2Error.REFUSED_STREAM,
                "Cannot create stream 441 greater than Last-Stream-ID 421 from GOAWAY.");
        assertThat(MemberFailures.isOfConnection(late)).isTrue();
        assertThat(MemberFailures.isNotOpened(late)).isTrue();
        Failure failure = MemberFailures.answering(late, "beta", HttpMethod.POST);
        assertThat(failure.code()).isEqualTo(503);
        assertThat(failure.causes())
                .contains(new Failure.Cause("MemberConnectionLost", "closed before the response head"));
    }

    @Test
    void aConnectionThatEndedBeforeItsUseIsLostButDoesNotSayThatNothingWasBegun() {
        Http2Exception ended = Http2Exception.connectionError(
                Http2Error.INTERNAL_ERROR, "Attempted to create stream id 5 after connection was closed");
        assertThat(MemberFailures.isLost(ended)).isTrue();
        assertThat(MemberFailures.isNotOpened(ended)).isFalse();
        assertThat(MemberFailures.answering(ended, "beta", HttpMethod.GET).code())
                .isEqualTo(503);
    }

    @Test
    void anotherFaultOfHttp2SaysNothingOfWhetherTheRequestWasBegun() {
        Http2Exception fault = Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "a frame of no kind");
        assertThat(MemberFailures.isNotOpened(fault)).isFalse();
        assertThat(MemberFailures.answering(fault, "beta", HttpMethod.GET).code())
                .isEqualTo(502);
    }
}
