package io.clustergateway.testkit.kubelet;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;

/** Attach without standard input: what the container prints from now on, until it ends. */
final class AttachedLog implements SpdySession, ContainerLog.Follower {

    private final SpdyConnection connection;
    private final StreamSet streams;
    private final ContainerLog log;

    AttachedLog(Channel channel, PodPath path, ContainerLog log) {
        this.connection = new SpdyConnection(channel, this);
        this.streams = StreamSet.of(path);
        this.log = log;
    }

    SpdyConnection connection() {
        return connection;
    }

    @Override
    public void opened(SpdyStream stream) {
        if (streams.add(stream)) {
            log.follow(0, this);
        }
    }

    @Override
    public void line(ContainerLog.Line line) {
        streams.find("stdout")
                .ifPresent(out -> out.write(Unpooled.copiedBuffer(line.format(false), StandardCharsets.UTF_8)));
    }

    @Override
    public void end() {
        streams.finish(ExitStatus.of(0), connection);
    }

    @Override
    public void writabilityChanged(boolean writable) {}

    @Override
    public void closed() {
        log.unfollow(this);
    }
}
