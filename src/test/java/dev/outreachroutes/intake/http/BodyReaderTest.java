package dev.outreachroutes.intake.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class BodyReaderTest {

    private static final int MOST = 1_000;
    private static final String EVENT = "{\"name\": \"Zoë\"}";

    private long now;
    private final BodyReader reader = new BodyReader(MOST, Duration.ofSeconds(5), () -> now);

    @Test
    void aBodyComesAsItIs() throws Exception {
        assertThat(read(EVENT.getBytes(UTF_8))).isEqualTo(EVENT);
        assertThat(read(new byte[0])).isEmpty();
        assertThat(read("a".repeat(MOST).getBytes(UTF_8))).hasSize(MOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", " GZIP "})
    void aPackedBodyIsUnpacked(String encoding) throws Exception {
        MockHttpServletRequest request = request(gzip(EVENT.getBytes(UTF_8)));
        request.addHeader("Content-Encoding", encoding);

        assertThat(new String(reader.read(request), UTF_8)).isEqualTo(EVENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
    void everyCharacterSetOfJsonBecomesUtf8NamedOrNot(String charset) throws Exception {
        byte[] body = EVENT.getBytes(Charset.forName(charset));
        MockHttpServletRequest named = request(body);
        named.addHeader("Content-Type", "application/json; charset=" + charset);

        assertThat(new String(reader.read(named), UTF_8)).isEqualTo(EVENT);
        assertThat(read(body)).isEqualTo(EVENT);
    }

    @Test
    void aMarkOfTheOrderOfBytesIsNoPartOfTheBody() throws Exception {
        assertThat(read(("\uFEFF" + EVENT).getBytes(Charset.forName("UTF-16LE"))))
                .isEqualTo(EVENT);
        assertThat(read(("\uFEFF" + EVENT).getBytes(Charset.forName("UTF-32BE"))))
                .isEqualTo(EVENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Content-Type     | text/plain                        | 415
            Content-Type     | application/xml                   | 415
            Content-Type     | nonsense                          | 415
            Content-Type     | image/json                        | 415
            Content-Type     | application/json; charset=latin1  | 415
            Content-Type     | application/json; charset=unheard | 415
            Content-Encoding | br                                | 415
            Content-Encoding | gzip, gzip                        | 415
            Content-Encoding | gzip                              | 400
            Content-Type     | application/json; charset=utf-32  | 400
            """)
    void whatIsNotAsItsHeaderSaysOrIsNoJsonIsRefused(String header, String value, int status) {
        MockHttpServletRequest request = request(EVENT.getBytes(UTF_8));
        request.addHeader(header, value);

        assertThat(refusal(request)).isEqualTo(status);
    }

    @Test
    void whatIsOverTheLimitIsRefusedHoweverItComes() throws Exception {
        byte[] large = new byte[MOST + 1];
        MockHttpServletRequest packed = request(gzip(large));
        packed.addHeader("Content-Encoding", "gzip");
        MockHttpServletRequest packedItselfTooLarge =
                chunked(new ByteArrayInputStream(Arrays.copyOf(gzip(large), 3_000)));
        packedItselfTooLarge.addHeader("Content-Encoding", "gzip");

        assertThat(refusal(request(large))).isEqualTo(413);
        assertThat(refusal(chunked(new ByteArrayInputStream(large)))).isEqualTo(413);
        assertThat(refusal(packed)).isEqualTo(413);
        assertThat(refusal(packedItselfTooLarge)).isEqualTo(413);
    }

    @Test
    void ofABodyWhoseHeaderSaysThatItIsTooLargeNothingIsRead() {
        MockHttpServletRequest request = new MockHttpServletRequest() {
            @Override
            public long getContentLengthLong() {
                return 99_999_999_999L;
            }

            @Override
            public ServletInputStream getInputStream() {
                throw new AssertionError("read");
            }
        };

        assertThat(refusal(request)).isEqualTo(413);
    }

    @Test
    void ofAnEndlessBodyNotMuchMoreThanTheLimitIsRead() {
        long[] read = new long[1];
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                read[0]++;
                return ' ';
            }
        };

        assertThat(refusal(chunked(endless))).isEqualTo(413);
        assertThat(read[0]).isLessThan(20_000);
    }

    @Test
    void aBodyThatKeepsComingButTooSlowlyIsRefused() {
        InputStream dripping = new InputStream() {
            @Override
            public int read() {
                now += Duration.ofMillis(700).toNanos();
                return ' ';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                buffer[offset] = (byte) read();
                return 1;
            }
        };

        assertThat(refusal(chunked(dripping))).isEqualTo(408);
        assertThat(Duration.ofNanos(now)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void aBodyThatStopsComingIsTooSlowAndOneThatIsCutOffIsUnreadable() throws Exception {
        MockHttpServletRequest cut = request(Arrays.copyOf(gzip(EVENT.getBytes(UTF_8)), 15));
        cut.addHeader("Content-Encoding", "gzip");

        assertThat(refusal(chunked(failing(new SocketTimeoutException())))).isEqualTo(408);
        assertThat(refusal(chunked(failing(new IOException(new SocketTimeoutException())))))
                .as("as Tomcat tells it")
                .isEqualTo(408);
        assertThat(refusal(chunked(failing(new IOException("connection reset")))))
                .isEqualTo(400);
        assertThat(refusal(cut)).isEqualTo(400);
    }

    private String read(byte[] body) throws RefusedException {
        return new String(reader.read(request(body)), UTF_8);
    }

    private int refusal(HttpServletRequest request) {
        return catchThrowableOfType(RefusedException.class, () -> reader.read(request))
                .problem()
                .status();
    }

    private static MockHttpServletRequest request(byte[] body) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/events");
        request.setContent(body);
        return request;
    }

    /** Without a word about its length. */
    private static MockHttpServletRequest chunked(InputStream body) {
        return new MockHttpServletRequest("POST", "/events") {
            @Override
            public long getContentLengthLong() {
                return -1;
            }

            @Override
            public ServletInputStream getInputStream() {
                return new Body(body);
            }
        };
    }

    private static InputStream failing(IOException failure) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }
        };
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static final class Body extends ServletInputStream {

        private final InputStream bytes;

        Body(InputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return bytes.read(buffer, offset, length);
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
