package dev.outreachroutes.monitor.prospect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.backlog.BacklogFixture;
import dev.outreachroutes.backlog.request.RequestRecordings.Recording;
import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.destination.Quota;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecordingSwitchIT {

    private final BacklogFixture fixture = new BacklogFixture(Quota.DOCUMENTED);
    private final Audit audit = new Audit(fixture.client, fixture.transactions, fixture.clock);
    private final RecordingSwitch recordings = new RecordingSwitch(fixture.recordings, audit, fixture.transactions);

    @Test
    void whoTurnsARecordingOnAndOffStandsInTheAuditAndWhoMayNotDoesNot() {
        Instant until = fixture.clock.instant().plusSeconds(600);
        Recording recording = recordings.record(BacklogFixture.SALES, null, "custom4", until, "jane");
        assertThat(recordings.on()).containsExactly(recording);
        assertThatThrownBy(() -> recordings.record(BacklogFixture.SALES, 1L, null, until.plusSeconds(3_600), "jane"))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(recordings.stop(recording.id(), "joe")).isTrue();
        assertThat(recordings.stop(recording.id(), "joe")).isFalse();

        assertThat(audit.page(null, 10))
                .extracting(Audit.Kept::entry)
                .containsExactly(
                        new Audit.Entry("joe", "stop recording", "", "recording " + recording.id(), ""),
                        new Audit.Entry(
                                "jane",
                                "record",
                                BacklogFixture.SALES,
                                "requests with custom4",
                                "until 2026-11-23T10:10:00Z"));
    }
}
