package dev.outreachroutes.intake.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.zip.GZIPInputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * Reads the body of a request into memory, as UTF-8: never more than so many bytes of it, packed and unpacked, and never for longer
 * than so long. What its header says is looked at before anything is read.
 */
final class BodyReader {

    private static final Set<String> SUBTYPES =
            Set.of("json", "x-ndjson", "ndjson", "jsonl", "jsonlines", "x-jsonlines");
    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");
    private static final Charset UTF_32LE = Charset.forName("UTF-32LE");
    private static final int CHUNK = 8 * 1024;

    private final int maxSize;
    private final Duration timeout;
    private final LongSupplier nanoTime;

    BodyReader(int maxSize, Duration timeout, LongSupplier nanoTime) {
        this.maxSize = maxSize;
        this.timeout = timeout;
        this.nanoTime = nanoTime;
    }

    /** @throws RefusedException when the body has not to be read for this: 400, 413 or 415 */
    void checkHeader(HttpServletRequest request) throws RefusedException {
        charset(request);
        isPacked(request);
        if (request.getContentLengthLong() > maxSize) {
            throw new RefusedException(Problem.tooLarge(maxSize));
        }
    }

    /** @throws RefusedException 400, 408, 413 or 415 */
    byte[] read(HttpServletRequest request) throws RefusedException {
        checkHeader(request);
        Source source = new Source(request);
        try {
            byte[] bytes = readAll(isPacked(request) ? new GZIPInputStream(source, CHUNK) : source);
            return toUtf8(bytes, charset(request));
        } catch (IOException e) {
            if (source.problem != null) {
                throw new RefusedException(source.problem);
            }
            throw new RefusedException(Problem.unreadable(
                    "The body is not gzip, or not all of it, and Content-Encoding says that it is.", List.of()));
        }
    }

    private byte[] readAll(InputStream stream) throws IOException, RefusedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(CHUNK);
        byte[] chunk = new byte[CHUNK];
        for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
            if (bytes.size() + read > maxSize) {
                throw new RefusedException(Problem.tooLarge(maxSize));
            }
            bytes.write(chunk, 0, read);
        }
        return bytes.toByteArray();
    }

    private static boolean isPacked(HttpServletRequest request) throws RefusedException {
        String encoding = String.join(",", Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)))
                .strip()
                .toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "", "identity" -> false;
            case "gzip", "x-gzip" -> true;
            default ->
                throw new RefusedException(
                        Problem.unsupported("A body is sent as it is, or with Content-Encoding: gzip."));
        };
    }

    /** The character set that the header names; null when it names none. */
    private static Charset charset(HttpServletRequest request) throws RefusedException {
        String header = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (header == null || header.isBlank() || header.strip().equals("*/*")) {
            return null;
        }
        MediaType type;
        Charset charset;
        try {
            type = MediaType.parseMediaType(header);
            charset = type.getCharset();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    Problem.unsupported("Content-Type names no media type or character set that is known."));
        }
        String subtype = type.getSubtype().toLowerCase(Locale.ROOT);
        boolean json = SUBTYPES.contains(subtype) || subtype.endsWith("+json");
        if (!json || !Set.of("application", "text").contains(type.getType().toLowerCase(Locale.ROOT))) {
            throw new RefusedException(Problem.unsupported(
                    "Events are JSON: send Content-Type: application/json, application/x-ndjson, application/cloudevents+json or"
                            + " application/cloudevents-batch+json."));
        }
        if (charset != null
                && charset != StandardCharsets.US_ASCII
                && !charset.name().startsWith("UTF-")) {
            throw new RefusedException(Problem.unsupported("JSON is written in UTF-8, or else in UTF-16 or UTF-32."));
        }
        return charset == StandardCharsets.US_ASCII ? StandardCharsets.UTF_8 : charset;
    }

    private static byte[] toUtf8(byte[] bytes, Charset named) throws RefusedException {
        Charset found = detected(bytes);
        // Without an order of bytes in its name it may be either.
        Charset charset = named == null || found.name().startsWith(named.name()) ? found : named;
        if (charset == StandardCharsets.UTF_8) {
            // The reader of profiles looks itself, and tells the line.
            return bytes;
        }
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return (text.startsWith("\uFEFF") ? text.substring(1) : text).getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new RefusedException(Problem.unreadable("The body is not " + charset.name() + ".", List.of()));
        }
    }

    /** Of JSON without a word about it: by its mark, or by where its first characters have zeros. */
    private static Charset detected(byte[] bytes) {
        int first = bytes.length < 4 ? -1 : ByteBuffer.wrap(bytes).getInt();
        int half = first >>> 16;
        if (first == 0x0000FEFF || first > 0 && first < 0x80) {
            return UTF_32BE;
        } else if (first == 0xFFFE0000 || first != -1 && (first & 0x00FFFFFF) == 0 && first != 0) {
            return UTF_32LE;
        } else if (first != -1 && (half == 0xFEFF || half > 0 && half < 0x80)) {
            return StandardCharsets.UTF_16BE;
        } else if (first != -1 && (half == 0xFFFE || (half & 0xFF) == 0 && half != 0)) {
            return StandardCharsets.UTF_16LE;
        }
        return StandardCharsets.UTF_8;
    }

    /** The body as it comes, within its bounds. */
    private final class Source extends FilterInputStream {

        private final long begun = nanoTime.getAsLong();
        private long size;

        /** Why it does not go on; null while it does. */
        private Problem problem;

        Source(HttpServletRequest request) throws RefusedException {
            super(open(request));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read;
            try {
                read = in.read(buffer, offset, length);
            } catch (SocketTimeoutException e) {
                throw ended(Problem.tooSlow(), e);
            } catch (IOException e) {
                throw ended(
                        e.getCause() instanceof SocketTimeoutException
                                ? Problem.tooSlow()
                                : Problem.unreadable("The body ends before its end.", List.of()),
                        e);
            }
            size += Math.max(0, read);
            if (size > maxSize) {
                throw ended(Problem.tooLarge(maxSize), null);
            }
            if (nanoTime.getAsLong() - begun > timeout.toNanos()) {
                throw ended(Problem.tooSlow(), null);
            }
            return read;
        }

        private IOException ended(Problem why, IOException cause) {
            problem = why;
            return new IOException(why.title(), cause);
        }
    }

    private static InputStream open(HttpServletRequest request) throws RefusedException {
        try {
            return request.getInputStream();
        } catch (IOException | IllegalStateException e) {
            throw new RefusedException(Problem.unreadable("The body cannot be read.", List.of()));
        }
    }
}
