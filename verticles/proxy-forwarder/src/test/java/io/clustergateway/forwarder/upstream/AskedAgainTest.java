package io.clustergateway.forwarder.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A member that closes its connection instead of an answer: who only reads does not notice. */
@Timeout(30)
final class AskedAgainTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void tearDown() {
        vertx.close().await();
    }

    @Test
    void asksOnceMoreWhoOnlyReads() throws Exception {
        assertThat(answer("GET /x?watch=false HTTP/1.1\r\nHost: h\r\nX-Mark: kept\r\nConnection: close\r\n\r\n", 1))
                .startsWith("HTTP/1.1 200")
                .endsWith("served");
        assertThat(asked).hasValue(2);
    }

    @Test
    void asksNoMoreThanTwice() throws Exception {
        assertThat(answer("GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 9))
                .startsWith("HTTP/1.1 503")
                .contains("MemberConnectionLost");
        assertThat(asked).hasValue(2);
    }

    @Test
    void sendsNothingTwiceThatMayHaveBeenDone() throws Exception {
        for (String method : new String[] {"POST", "PUT", "PATCH", "DELETE"}) {
            asked.set(0);
            String request = method + " /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";
            assertThat(answer(request, 1)).startsWith("HTTP/1.1 503").contains("MemberConnectionLost");
            assertThat(asked).as(method).hasValue(1);
        }
    }

    /** Of a member that closes its first connections. */
    private String answer(String request, int closed) throws Exception {
        try (RawPeer member = new RawPeer((head, socket) -> {
                    if (asked.incrementAndGet() > closed) {
                        RawPeer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nserved");
                    }
                });
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket client = RawPeer.connect(front.port())) {
            RawPeer.write(client, request);
            String answer = RawPeer.readAll(client);
            assertThat(member.heads).hasSize(asked.get()).allMatch(head -> head.equals(member.heads.get(0)));
            return answer;
        }
    }
}
