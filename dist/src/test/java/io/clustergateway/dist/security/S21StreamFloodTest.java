package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.PROXY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.PocketClient;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CVE-2023-44487, CVE-2025-55163, CVE-2024-27316: whoever floods is cut off; others are served. */
@Timeout(120)
final class S21StreamFloodTest {
    private static final String HELD = "/held";
    private static final int FLOOD = 10_000;
    private static final int BATCH = 100;
    private static final byte ENHANCE_YOUR_CALM = 11;
    private static final byte REFUSED_STREAM = 7;
    private static final int MOST_AT_MEMBER = 200;

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    private static final AtomicInteger atMember = new AtomicInteger();
    private static final AtomicInteger mostAtMember = new AtomicInteger();

    @BeforeAll
    static void hold() {
        gateway.rig().member().server().handle(HELD, request -> {
            mostAtMember.accumulateAndGet(atMember.incrementAndGet(), Math::max);
            request.response().closeHandler(left -> atMember.decrementAndGet());
        });
    }

    @Test
    void tenThousandRapidResetsEndTheConnection() throws Exception {
        isCutOff((raw, stream) -> {
            byte[] cancel = {0, 0, 0, 8};
            raw.write(
                    headers(stream, RawHttp2.END_STREAM | RawHttp2.END_HEADERS),
                    RawHttp2.frame(RawHttp2.RST_STREAM, 0, stream, cancel));
        });
    }

    /** MadeYouReset: the client breaks a rule, so that the server resets and the limit of the client's resets counts nothing. */
    @Test
    void tenThousandStreamsThatTheServerMustResetEndTheConnection() throws Exception {
        isCutOff((raw, stream) -> {
            byte[] nothing = {0, 0, 0, 0};
            raw.write(
                    headers(stream, RawHttp2.END_HEADERS), RawHttp2.frame(RawHttp2.WINDOW_UPDATE, 0, stream, nothing));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void aHeadWithoutEndEndsTheConnection(int size) throws Exception {
        try (RawHttp2 raw = new RawHttp2(gateway.rig(), 20_000)) {
            raw.write(headers(1, RawHttp2.END_STREAM));
            byte[] piece = RawHttp2.frame(RawHttp2.CONTINUATION, 0, 1, literals(size));
            flood(raw, piece, 5 * FLOOD);
            assertThat(raw.isEnded()).isTrue();
        }
        othersAreServed();
    }

    /** Each is answered and the answers are taken, so that nothing queues up that would end it. */
    @ParameterizedTest
    @ValueSource(ints = {RawHttp2.PING, RawHttp2.SETTINGS})
    void aFloodOfControlFramesEndsTheConnection(int type) throws Exception {
        byte[][] batch = new byte[BATCH][];
        Arrays.fill(batch, RawHttp2.frame(type, 0, 0, new byte[type == RawHttp2.PING ? 8 : 0]));
        try (RawHttp2 raw = new RawHttp2(gateway.rig(), 20_000)) {
            List<RawHttp2.Frame> goAway = List.of();
            for (int sent = 0; sent < FLOOD && goAway.isEmpty(); sent += BATCH) {
                raw.write(batch);
                goAway = raw.until(type, BATCH).stream()
                        .filter(frame -> frame.type() == RawHttp2.GOAWAY)
                        .toList();
            }
            assertThat(goAway).hasSize(1);
            assertThat(goAway.get(0).payload()[7]).isEqualTo(ENHANCE_YOUR_CALM);
            assertThat(raw.isEnded()).isTrue();
        }
        othersAreServed();
    }

    @Test
    void anHonestClientsPingsAndSettingsAreAnswered() throws Exception {
        try (RawHttp2 raw = new RawHttp2(gateway.rig(), 20_000)) {
            for (int i = 0; i < BATCH; i++) {
                raw.write(RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]));
                assertThat(raw.until(RawHttp2.PING, 1))
                        .extracting(RawHttp2.Frame::type)
                        .doesNotContain(RawHttp2.GOAWAY);
            }
            raw.write(headers(1, RawHttp2.END_STREAM | RawHttp2.END_HEADERS, "/version"));
            assertThat(raw.answer(1)).extracting(RawHttp2.Frame::type).contains(RawHttp2.DATA);
        }
    }

    /** All of them at once, and SETTINGS are never acknowledged. */
    @Test
    void nobodyInParticularHasFewStreamsAtOnce() throws Exception {
        byte[][] batch = new byte[BATCH][];
        for (int i = 0; i < BATCH; i++) {
            batch[i] = ask(2 * i + 1, "of-nobody-" + i);
        }
        try (RawHttp2 raw = new RawHttp2(gateway.rig(), 20_000)) {
            raw.write(batch);
            assertThat(refused(raw.answer(2 * BATCH - 1))).isPositive();
        }
        try (RawHttp2 raw = new RawHttp2(gateway.rig(), 20_000)) {
            raw.write(ask(1, PocketGateway.ALICES_TOKEN));
            assertThat(raw.answer(1)).extracting(RawHttp2.Frame::type).contains(RawHttp2.DATA);
            for (int i = 0; i < BATCH; i++) {
                batch[i] = headers(2 * i + 3, RawHttp2.END_STREAM | RawHttp2.END_HEADERS);
            }
            raw.write(batch);
            raw.write(RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]));
            assertThat(refused(raw.until(RawHttp2.PING, 1))).isZero();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> atMember.get() == 0);
    }

    private static byte[] ask(int stream, String token) {
        return RawHttp2.frame(
                RawHttp2.HEADERS,
                RawHttp2.END_STREAM | RawHttp2.END_HEADERS,
                stream,
                RawHttp2.get(PROXY + "/version", "authorization", "Bearer " + token));
    }

    private static long refused(List<RawHttp2.Frame> frames) {
        return frames.stream()
                .filter(frame -> frame.type() == RawHttp2.RST_STREAM && frame.payload()[3] == REFUSED_STREAM)
                .count();
    }

    private interface Attack {
        void on(RawHttp2 raw, int stream) throws IOException;
    }

    private static void isCutOff(Attack attack) throws Exception {
        try (RawHttp2 raw = new RawHttp2(gateway.rig(), 20_000)) {
            try {
                for (int i = 0; i < FLOOD; i++) {
                    attack.on(raw, 2 * i + 1);
                    if (i % (10 * BATCH) == 0) {
                        othersAreServed();
                    }
                }
            } catch (IOException cutOff) {
                assertThat(cutOff).isNotNull();
            }
            assertThat(raw.isEnded()).isTrue();
        }
        assertThat(mostAtMember).hasValueLessThanOrEqualTo(MOST_AT_MEMBER);
        await().atMost(Duration.ofSeconds(30)).until(() -> atMember.get() == 0);
        othersAreServed();
    }

    private static void flood(RawHttp2 raw, byte[] frame, int count) {
        byte[][] batch = new byte[BATCH][];
        Arrays.fill(batch, frame);
        try {
            for (int i = 0; i < count / BATCH; i++) {
                raw.write(batch);
            }
        } catch (IOException cutOff) {
            assertThat(cutOff).isNotNull();
        }
    }

    private static byte[] headers(int stream, int flags) {
        return headers(stream, flags, HELD);
    }

    private static byte[] headers(int stream, int flags, String path) {
        return RawHttp2.frame(
                RawHttp2.HEADERS,
                flags,
                stream,
                RawHttp2.get(PROXY + path, "authorization", "Bearer " + PocketGateway.ALICES_TOKEN));
    }

    private static byte[] literals(int size) {
        return size == 0 ? new byte[0] : RawHttp2.block("x-flood", "a".repeat(size));
    }

    private static void othersAreServed() {
        try (PocketClient bob = gateway.rig().direct(gateway.rig().somebody("bob"), HttpVersion.HTTP_2)) {
            var answer = bob.get(PROXY + "/version");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
    }
}
