package io.clustergateway.forwarder.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Finds invalid a request of HTTP/1.1 with a folded header (RFC 9112 section 5.2) or one without a name: netty unfolds the
 * former and drops the latter, so that another server may see another request.
 */
public final class StrictHeads extends VertxHttpRequestDecoder {
    private static final String DECODER = "httpDecoder";
    private static final IllegalArgumentException FAULT =
            new IllegalArgumentException("a header line begins with a space, a tab or a colon");

    private boolean isHead = true;
    private boolean isFaulty;
    private boolean isRefused;
    private byte before;

    private StrictHeads(HttpServerOptions options) {
        super(options);
    }

    /** Takes effect on HTTP/1.1 only. */
    public static void of(HttpConnection accepted, HttpServerOptions options) {
        boolean isHttp1 = accepted.getWindowSize() < 0;
        if (isHttp1) {
            ChannelPipeline pipeline =
                    ((HttpServerConnection) accepted).channelHandlerContext().pipeline();
            pipeline.replace(DECODER, DECODER, new StrictHeads(options));
        }
    }

    /** One call takes lines of the head or bytes of the body, never both. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (isRefused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int begin = in.readerIndex();
        int known = out.size();
        super.decode(context, in, out);
        if (isHead) {
            isFaulty |= hasFault(in, begin);
        }
        for (int i = known; i < out.size() && !isRefused; i++) {
            decoded(out.get(i));
        }
        if (isRefused) {
            out.subList(known + 1, out.size()).clear();
        }
    }

    private boolean hasFault(ByteBuf in, int begin) {
        boolean isFound = false;
        for (int at = begin; at < in.readerIndex(); at++) {
            byte now = in.getByte(at);
            isFound |= before == '\n' && (now == ' ' || now == '\t' || now == ':');
            before = now;
        }
        return isFound;
    }

    private void decoded(Object message) {
        if (message instanceof HttpMessage head) {
            isHead = false;
            if (isFaulty) {
                // As netty does with what it finds invalid: no end, and whatever comes behind is read no more.
                head.setDecoderResult(DecoderResult.failure(FAULT));
                isRefused = true;
            }
        }
        if (message instanceof LastHttpContent) {
            isHead = true;
            isFaulty = false;
            before = 0;
        }
    }
}
