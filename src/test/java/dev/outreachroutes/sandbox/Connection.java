package dev.outreachroutes.sandbox;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/** One client's connection: takes a request, and sends, delays or refuses the answer without ever blocking its thread. */
final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final InstantSource clock;
    private final Router router;
    private final RequestLog log;
    private final BatchStore batches;
    private Call underWay;

    Connection(InstantSource clock, Router router, RequestLog log, BatchStore batches) {
        this.clock = clock;
        this.router = router;
        this.log = log;
        this.batches = batches;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            send(context, Answer.text(400, "text/plain", "not HTTP\n"), false);
            return;
        }
        Call call = new Call(request, clock.instant());
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        batches.catchUp();
        if (router.isLogged(call)) {
            underWay = call;
            log.began(call.prospectId());
        }
        Reply reply = router.reply(call);
        if (router.isLogged(call)) {
            log.add(call, reply.status());
        }
        if (reply.later() != null) {
            context.executor()
                    .schedule(
                            () -> {
                                batches.catchUp();
                                reply.later().run();
                                log.applied(call);
                            },
                            reply.laterBy().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
        if (reply.delay().isZero()) {
            finish(context, call, reply, keepAlive);
        } else {
            context.executor()
                    .schedule(
                            () -> finish(context, call, reply, keepAlive),
                            reply.delay().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private void finish(ChannelHandlerContext context, Call call, Reply reply, boolean keepAlive) {
        ended(call);
        if (reply.answer() == null) {
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            context.close();
        } else if (context.channel().isActive()) {
            send(context, reply.answer(), keepAlive);
        }
    }

    private void ended(Call call) {
        if (underWay == call && call != null) {
            underWay = null;
            log.ended(call);
        }
    }

    private void send(ChannelHandlerContext context, Answer answer, boolean keepAlive) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body()));
        if (answer.contentType() != null) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        }
        response.headers()
                .set(
                        HttpHeaderNames.DATE,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                clock.instant().atOffset(ZoneOffset.UTC)));
        answer.headers().forEach(response.headers()::set);
        HttpUtil.setKeepAlive(response, keepAlive);
        if (keepAlive) {
            context.writeAndFlush(response, context.voidPromise());
        } else {
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended(underWay);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
