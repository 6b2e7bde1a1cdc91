package io.clustergateway.hound;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;

/**
 * Watches event loops of this process from {@link #release} to its end. A blocking call on one of them is told and goes on: thrown
 * there, it would end as one more failed request.
 */
public final class Hound {
    private static final Allowed ALLOWED = Allowed.ofThisProject();

    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<BlockedLoop> finds = new LinkedBlockingQueue<>();
    private final Consumer<BlockedLoop> teller;

    private Hound(Consumer<BlockedLoop> teller) {
        this.teller = teller;
    }

    /**
     * Begins. The JVM needs {@code -XX:+AllowRedefinitionToAddDeleteMethods}.
     *
     * @param teller gets each place once, on a thread of its own
     */
    public static void release(Consumer<BlockedLoop> teller) {
        Hound hound = new Hound(teller);
        Thread thread = new Thread(hound::tell, "hound");
        thread.setDaemon(true);
        thread.start();
        BlockHound.Builder builder = BlockHound.builder()
                .nonBlockingThreadPredicate(others -> Hound::isEventLoop)
                .blockingMethodCallback(hound::smell);
        ALLOWED.applyTo(builder);
        Calls.OF_FILES.forEach((type, methods) -> mark(builder, type, methods));
        builder.install();
    }

    /** Vert.x's, and netty's own; workers of both permit blocking calls. */
    private static boolean isEventLoop(Thread thread) {
        return thread instanceof FastThreadLocalThread loop && !loop.permitBlockingCalls();
    }

    private static void mark(BlockHound.Builder builder, String type, Map<String, String> methods) {
        methods.forEach((name, signature) -> builder.markAsBlocking(type, name, signature));
    }

    private void smell(BlockingMethod method) {
        BlockedLoop find = BlockedLoop.here(method.toString());
        if (told.add(find.place())) {
            finds.add(find);
        }
    }

    private void tell() {
        try {
            while (true) {
                teller.accept(finds.take());
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }
}
