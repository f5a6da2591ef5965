//! Whether the server has anything to do, for what is done while it has not. To begin and to end a
//! piece of work wakes nobody: who waits for rest looks now and then.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

#[derive(Debug)]
pub struct Activity {
    /// How many pieces of work are under way.
    running: AtomicUsize,
    /// When the last one began or ended, in microseconds since `start`.
    changed: AtomicU64,
    start: Instant,
    /// Somebody waits for the next one.
    is_awaited: AtomicBool,
    began: Notify,
}

impl Default for Activity {
    fn default() -> Self {
        Self {
            running: AtomicUsize::new(0),
            changed: AtomicU64::new(0),
            start: Instant::now(),
            is_awaited: AtomicBool::new(false),
            began: Notify::new(),
        }
    }
}

impl Activity {
    /// Resolves when something was done and then nothing for a while.
    pub async fn quiet(&self, pause: Duration) {
        let began = self.began.notified();
        tokio::pin!(began);
        began.as_mut().enable();
        self.is_awaited.store(true, Ordering::SeqCst);
        if !self.is_running() {
            began.await;
        }
        self.resting(pause).await;
    }

    /// Resolves when nothing has been done for a while, or after a longer one in any case.
    pub async fn idle(&self, pause: Duration, patience: Duration) {
        // To have waited in vain is as good.
        let _ = tokio::time::timeout(patience, self.resting(pause)).await;
    }

    async fn resting(&self, pause: Duration) {
        let asked = Instant::now();
        loop {
            let changed = Duration::from_micros(self.changed.load(Ordering::SeqCst));
            let end = asked.max(self.start + changed) + pause;
            if self.is_running() {
                tokio::time::sleep(pause).await;
            } else if Instant::now() >= end {
                return;
            } else {
                tokio::time::sleep_until(end).await;
            }
        }
    }

    fn is_running(&self) -> bool {
        self.running.load(Ordering::SeqCst) > 0
    }

    fn note(&self) {
        let now = self.start.elapsed().as_micros();
        // A server does not run for half a million years.
        self.changed.store(now as u64, Ordering::SeqCst);
    }
}

/// Counts one piece of work as under way.
pub struct Running<'a>(&'a Activity);

impl<'a> Running<'a> {
    pub fn begin(activity: &'a Activity) -> Self {
        activity.running.fetch_add(1, Ordering::SeqCst);
        activity.note();
        if activity.is_awaited.load(Ordering::SeqCst)
            && activity.is_awaited.swap(false, Ordering::SeqCst)
        {
            activity.began.notify_waiters();
        }
        Self(activity)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::SeqCst);
        self.0.note();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{Activity, Running};

    const PAUSE: Duration = Duration::from_millis(250);
    const MOMENT: Duration = Duration::from_millis(100);

    #[tokio::test(start_paused = true)]
    async fn it_is_quiet_a_pause_after_the_last_work() {
        let activity = Arc::new(Activity::default());
        let start = Instant::now();
        let working = Arc::clone(&activity);
        tokio::spawn(async move {
            for _ in 0..5 {
                tokio::time::sleep(MOMENT).await;
                let _running = Running::begin(&working);
                tokio::time::sleep(MOMENT).await;
            }
        });
        activity.quiet(PAUSE).await;
        let took = start.elapsed();
        assert!(took >= 10 * MOMENT + PAUSE, "{took:?}");
        assert!(took < 11 * MOMENT + PAUSE, "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn without_work_it_is_idle_and_never_becomes_quiet() {
        let activity = Activity::default();
        let start = Instant::now();
        activity.idle(PAUSE, 10 * PAUSE).await;
        assert!(start.elapsed() < 2 * PAUSE);
        let quiet = tokio::time::timeout(100 * PAUSE, activity.quiet(PAUSE)).await;
        assert!(quiet.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_for_idleness_loses_patience() {
        let activity = Activity::default();
        let _running = Running::begin(&activity);
        let start = Instant::now();
        activity.idle(PAUSE, 10 * PAUSE).await;
        assert!(start.elapsed() >= 10 * PAUSE);
    }
}
