package io.guestfs.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** The lists of packages that a guest keeps, against any bytes: no exception at all, and no package without a name. */
class PackageListsFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void lists(byte[] file) {
        GuestLines lines = new GuestLines(file);
        ApplicationList dpkg = new ApplicationList("dpkg");
        DpkgStatus.parse(lines, dpkg);
        assertThat(dpkg.found()).noneMatch(application -> application.app2Name().isEmpty());
        ApplicationList apk = new ApplicationList("apk");
        ApkInstalled.parse(lines, apk);
        assertThat(apk.found()).noneMatch(application -> application.app2Name().isEmpty());
        assertThat(PacmanDatabase.parse(lines).toApplication()).isNotNull();
    }
}
