package dev.outreachroutes.sandbox;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The listening socket and its connections. */
final class HttpServer implements AutoCloseable {

    /** As nginx takes it, of a request's first line and of its headers. */
    private static final int LONGEST_LINE = 8_192;

    private static final int LARGEST_BODY = 8 * 1024 * 1024;

    private final EventLoopGroup loops = new NioEventLoopGroup(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            new DefaultThreadFactory("sandbox-outreach", true));
    private final Channel listening;

    /** Takes the address; connections wait until {@link #open}. */
    HttpServer(String host, int port, Supplier<Connection> connections) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(LONGEST_LINE, LONGEST_LINE, LONGEST_LINE))
                                .addLast(new HttpObjectAggregator(LARGEST_BODY))
                                .addLast(connections.get());
                    }
                });
        try {
            listening = bootstrap.bind(host, port).syncUninterruptibly().channel();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    void open() {
        listening.config().setAutoRead(true);
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    void awaitClose() throws InterruptedException {
        listening.closeFuture().await();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
