package dev.outreachroutes.kafka;

/** Names the compressions of records whose library is no Java: it is unpacked into a folder and loaded from there. */
enum Codec {
    SNAPPY("snappy", "org.xerial.snappy.tempdir"),
    ZSTD("zstd", "ZstdTempFolder"),
    UNKNOWN("a codec", "java.io.tmpdir");

    private final String label;
    private final String folderProperty;

    Codec(String label, String folderProperty) {
        this.label = label;
        this.folderProperty = folderProperty;
    }

    /** The codec that a failure speaks of. */
    static Codec of(String failure) {
        return failure.contains("snappy") ? SNAPPY : failure.contains("zstd") ? ZSTD : UNKNOWN;
    }

    /**
     * Why records compressed so cannot be read, and what to do.
     *
     * @param why what the JVM says, of which the first line tells it
     */
    String withoutLibrary(String why) {
        return "its next record is compressed with %s, whose library cannot be loaded from %s (%s). Is that folder mounted noexec? Mount it with exec, or set -Djava.io.tmpdir to another, and start again"
                .formatted(
                        label,
                        System.getProperty(folderProperty, System.getProperty("java.io.tmpdir")),
                        why.lines().findFirst().orElse(""));
    }
}
