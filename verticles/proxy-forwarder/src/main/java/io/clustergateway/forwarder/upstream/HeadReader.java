package io.clustergateway.forwarder.upstream;

import io.clustergateway.forwarder.upstream.ResponseHead.Malformed;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Optional;

/** Waits for the head of the member's answer to an upgrade; leaves the socket paused. */
final class HeadReader {
    private final Vertx vertx;
    private final NetSocket far;
    private final String member;
    private final HttpMethod method;
    private final Promise<Answer> answer = Promise.promise();
    private Buffer received = Buffer.buffer();

    HeadReader(Vertx vertx, NetSocket far, String member, HttpMethod method) {
        this.vertx = vertx;
        this.far = far;
        this.member = member;
        this.method = method;
    }

    /** A head and the bytes that came with it. */
    record Answer(ResponseHead head, Buffer rest) {}

    Future<Answer> read(Duration limit) {
        long timer = vertx.setTimer(
                limit.toMillis(), late -> answer.tryFail(MemberFailures.tooSlow(member, limit.toSeconds())));
        far.handler(this::receive);
        far.endHandler(end -> closed());
        far.exceptionHandler(broken -> closed());
        far.closeHandler(end -> closed());
        far.resume();
        return answer.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void receive(Buffer bytes) {
        int before = received.length();
        received.appendBuffer(bytes);
        try {
            Optional<ResponseHead> head = ResponseHead.read(received, before);
            while (head.isPresent() && head.get().code() < 200 && head.get().code() != 101) {
                received = received.getBuffer(head.get().length(), received.length());
                head = ResponseHead.read(received, 0);
            }
            head.ifPresent(this::found);
        } catch (Malformed e) {
            far.pause();
            answer.tryFail(MemberFailures.notUnderstood(member, e.getMessage()));
        }
    }

    private void found(ResponseHead head) {
        far.pause();
        far.handler(null).endHandler(null).exceptionHandler(null).closeHandler(null);
        answer.tryComplete(new Answer(head, received.getBuffer(head.length(), received.length())));
    }

    private void closed() {
        answer.tryFail(MemberFailures.answering(new HttpClosedException("before the head"), member, method));
    }
}
