package io.clustergateway.hub;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** The client's HTTP, with our limits: named daemon threads, pings that notice a hub cut off, bounded connecting. */
final class HubHttp {
    private static final int PARALLEL = 64;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration PING_INTERVAL = Duration.ofSeconds(10);
    private static final String[] AUTHENTICATIONS = {"BearerToken"};

    private final ApiClient client;
    private final ThreadPoolExecutor threads;
    private final OkHttpClient http;

    HubHttp(ApiClient client, String userAgent) {
        this.client = client.setUserAgent(userAgent);
        this.threads = new ThreadPoolExecutor(
                PARALLEL, PARALLEL, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons("hub-call-"));
        threads.allowCoreThreadTimeOut(true);
        Dispatcher dispatcher = new Dispatcher(threads);
        dispatcher.setMaxRequests(PARALLEL);
        dispatcher.setMaxRequestsPerHost(PARALLEL);
        OkHttpClient.Builder builder = client.getHttpClient().newBuilder();
        builder.interceptors().add(0, NoCredential::intercept);
        this.http = builder.dispatcher(dispatcher)
                .connectTimeout(CONNECT_LIMIT)
                .pingInterval(PING_INTERVAL)
                .build();
        client.setHttpClient(http);
    }

    ApiClient client() {
        return client;
    }

    Call get(String path, List<Pair> query) throws ApiException {
        return call(path, "GET", query, "", null, Map.of());
    }

    /** A write; {@code contentType} of the body, {@code more} headers beside the usual. */
    Call send(String method, String path, String contentType, byte[] json, Map<String, String> more)
            throws ApiException {
        return call(path, method, List.of(), contentType, json, more);
    }

    /** A call that nothing but silence for this long ends. */
    Call stream(String path, List<Pair> query, Duration silence) throws ApiException {
        return http.newBuilder()
                .readTimeout(silence)
                .build()
                .newCall(get(path, query).request());
    }

    void close() {
        http.dispatcher().cancelAll();
        threads.shutdown();
        http.connectionPool().evictAll();
    }

    static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private Call call(
            String path,
            String method,
            List<Pair> query,
            String contentType,
            byte @Nullable [] json,
            Map<String, String> more)
            throws ApiException {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Accept", "application/json");
        if (json != null) {
            headers.put("Content-Type", contentType);
        }
        return client.buildCall(
                client.getBasePath(),
                path,
                method,
                query,
                List.of(),
                json,
                headers,
                new HashMap<>(),
                new HashMap<>(),
                AUTHENTICATIONS,
                null);
    }
}
