package io.clustergateway.testkit.kubelet;

import static java.util.Objects.requireNonNull;

import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.files.Folder;
import io.clustergateway.testkit.real.RealApiServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Plays the kubelet of one node, for the API server and nobody else: callers need a client certificate. Exec runs a
 * handful of programs ({@code cat}, {@code tar}, {@code sh}, …) of this machine in the container's folder; attach
 * echoes, or without standard input shows what is appended to the log; port-forward reaches what {@link #forward}
 * names.
 */
public final class KubeletStandIn implements AutoCloseable {

    private static final int MAX_BODY = 64 * 1024;

    private final Folder folder = Folder.create("kubelet-stand-in-");
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final ExecutorService threads = Executors.newCachedThreadPool(KubeletStandIn::daemonThread);
    private final Map<String, ContainerPlace> places = new ConcurrentHashMap<>();
    private final Map<Integer, InetSocketAddress> targets = new ConcurrentHashMap<>();
    private final List<String> terminalSizes = new CopyOnWriteArrayList<>();
    private final Channel listener;

    private KubeletStandIn(SslContext tls) {
        listener = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        tls.newHandler(channel.alloc()),
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(MAX_BODY),
                                        new KubeletRequests(KubeletStandIn.this));
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Listens on a free port of loopback, with a certificate for 127.0.0.1; clients must show one of {@code clientCa}. */
    public static KubeletStandIn start(Issued serving, X509Certificate clientCa) {
        try {
            return new KubeletStandIn(SslContextBuilder.forServer(serving.key(), serving.certificate())
                    .trustManager(requireNonNull(clientCa, "clientCa"))
                    .clientAuth(ClientAuth.REQUIRE)
                    .build());
        } catch (SSLException e) {
            throw new IllegalStateException("cannot set up TLS with the certificates of the tests", e);
        }
    }

    /** Starts one that {@code server} trusts and that trusts it, and makes it the kubelet of a new node. */
    public static KubeletStandIn join(RealApiServer server, String nodeName) {
        KubeletStandIn kubelet = start(
                server.certificates().kubelets().issueServer(List.of("127.0.0.1")),
                server.certificates().clients().certificate());
        new KubeletNode(server, nodeName).register(kubelet.port());
        return kubelet;
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** What this container has printed; more can be appended. */
    public ContainerLog log(String namespace, String pod, String container) {
        return place(namespace + "/" + pod + "/" + container).log();
    }

    /** The folder that commands in this container see as {@code /}. */
    public Path files(String namespace, String pod, String container) {
        return place(namespace + "/" + pod + "/" + container).files().root();
    }

    /** From now on port-forwards to {@code containerPort} of any pod reach {@code target}. */
    public void forward(int containerPort, InetSocketAddress target) {
        targets.put(containerPort, requireNonNull(target, "target"));
    }

    /** The terminal sizes that exec with a terminal has sent, as JSON: {@code {"Width":80,"Height":24}}. */
    public List<String> terminalSizes() {
        return List.copyOf(terminalSizes);
    }

    @Override
    public void close() {
        places.values().forEach(place -> place.log().end());
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        threads.shutdownNow();
        folder.delete();
    }

    ContainerPlace place(PodPath path) {
        return place(path.key());
    }

    Optional<InetSocketAddress> target(int port) {
        return Optional.ofNullable(targets.get(port));
    }

    void resized(String size) {
        terminalSizes.add(size);
    }

    private ContainerPlace place(String key) {
        return places.computeIfAbsent(
                key, name -> new ContainerPlace(ContainerFiles.in(folder.resolve(name)), new ContainerLog(), threads));
    }

    private static Thread daemonThread(Runnable work) {
        Thread thread = new Thread(work, "kubelet-stream");
        thread.setDaemon(true);
        return thread;
    }
}
